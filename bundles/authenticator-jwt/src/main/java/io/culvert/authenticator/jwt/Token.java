package io.culvert.authenticator.jwt;

import com.nimbusds.jose.util.Base64URL;
import org.jspecify.annotations.Nullable;

/**
 * A JWT in the compact serialization of a JWS, RFC 7515 section 7.1, taken apart. Nothing in it is trusted yet.
 *
 * @param text all of it
 * @param header its first part
 * @param claims its second part, read
 * @param signature its third part
 */
record Token(String text, String header, JsonMembers claims, String signature) {

    /** Longer ones are not even looked at; those of the field have one to four thousand characters. */
    private static final int LONGEST = 16 * 1024;

    /**
     * Takes a token apart.
     *
     * @return {@code null} when it is no such thing, so that nobody can say whose it is
     */
    static @Nullable Token parse(String text) {
        if (text.length() > LONGEST) {
            return null;
        }
        int first = text.indexOf('.');
        int second = text.indexOf('.', first + 1);
        if (first < 1 || second < first + 2 || text.indexOf('.', second + 1) >= 0) {
            return null;
        }
        byte[] payload = Base64Url.decode(text.substring(first + 1, second));
        JsonMembers claims = payload == null ? null : JsonMembers.parse(payload);
        return claims == null ? null : new Token(text, text.substring(0, first), claims, text.substring(second + 1));
    }

    /** Whether it says that it comes from this issuer, character for character (RFC 7519 section 4.1.1). */
    boolean claimsToBeOf(String issuer) {
        return issuer.equals(claims.all().get("iss"));
    }

    JsonMembers readHeader() throws RefusedTokenException {
        byte[] json = Base64Url.decode(header);
        JsonMembers members = json == null ? null : JsonMembers.parse(json);
        if (members == null) {
            throw new RefusedTokenException("its header is not a JSON object in base64url, or has a member twice");
        }
        return members;
    }

    Base64URL readSignature() throws RefusedTokenException {
        if (Base64Url.decode(signature) == null) {
            throw new RefusedTokenException("its signature is not base64url");
        }
        return new Base64URL(signature);
    }

    /** What the signature is over. */
    String signedPart() {
        return text.substring(0, text.length() - signature.length() - 1);
    }

    @Override
    public String toString() {
        return "Token[***]";
    }
}
