package io.culvert.api.ca;

import java.util.Locale;

/** The rules by which a request for a certificate is refused. */
public enum Refusal {
    /** The token is not good, or could not be checked. */
    NOT_AUTHENTICATED,
    /** The token was good for a number of uses, and is used up. */
    TOKEN_USED_UP,
    /** Not PKCS#10. */
    MALFORMED,
    /** Longer than {@link CertificateAuthority#MAX_REQUEST}. */
    OVERSIZED,
    /** Not signed by the key that it is for (RFC 2986 section 4.2), or signed with a weak digest. */
    BAD_SIGNATURE,
    /** A kind of key, or a curve, that is not certified. */
    UNSUPPORTED_KEY,
    /** An RSA key that is too short or has a bad exponent, or a point that is not on its curve. */
    WEAK_KEY,
    /** The key is certified for another device, or was revoked, or is the authority's own. */
    KEY_IN_USE,
    /** Asks for a subject or alternative names of somebody else. */
    WRONG_NAME,
    /** Asks to be an authority. */
    WANTS_AUTHORITY,
    /** Asks for an extension, or a purpose, that devices do not get. */
    FORBIDDEN_EXTENSION,
    /** The device that it claims to be is not named by a UUID. */
    BAD_DEVICE,
    /** The device that it claims to be belongs to another identity. */
    FOREIGN_DEVICE,
    /** The device, or its identity, was revoked. */
    REVOKED,
    /** The certificate to be succeeded is none of this authority's, or its owner did not show that it has the key. */
    NOT_OURS,
    /** The certificate to be succeeded has expired too long ago. */
    EXPIRED,
    /** The identity has asked too often. */
    TOO_OFTEN,
    /** The identity has as many certificates as it may have. */
    TOO_MANY,
    /** The authority cannot issue at the moment; its status says why. */
    UNAVAILABLE;

    /** The name in lower case with hyphens, as peers and audit trail have it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
