package io.culvert.ca;

import io.culvert.api.ca.AuthorityException;
import java.net.IDN;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.util.IPAddress;
import org.jspecify.annotations.Nullable;

/** Makes the gateway's own certificates: its server's, and those of the signers of OCSP responses. */
final class GatewayCertificates {

    private static final Pattern HOST_NAME = Pattern.compile(
            "(\\*\\.)?[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*\\.?");
    private static final int HOST_NAME_MOST = 253;

    private GatewayCertificates() {}

    /**
     * The certificate of a server.
     *
     * @param names host names (also international ones) and addresses, at least one
     * @throws AuthorityException when a name is none, or the issuer cannot sign
     */
    static X509Certificate server(Issuer issuer, LeafProfile profile, PublicKey key, List<String> names, Instant now)
            throws AuthorityException {
        GeneralName[] alternatives = new GeneralName[names.size()];
        for (int i = 0; i < alternatives.length; i++) {
            alternatives[i] = alternative(names.get(i));
        }
        SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(key.getEncoded());
        CertificateDraft draft = CertificateDraft.by(
                        issuer,
                        DeviceNames.ofCommonName(DeviceNames.commonName(names.get(0))),
                        info,
                        KeyIdentifier.of(info),
                        Validity.within(issuer, now, LeafProfile.BACK_DATING, profile.life()))
                .endEntity(KeyPurposeId.id_kp_serverAuth)
                .named(alternatives);
        return profile.complete(draft, issuer.generation().number()).signedBy(issuer.signer());
    }

    /** The certificate of who signs OCSP responses for a generation (RFC 6960 section 4.2.2.2). */
    static X509Certificate ocspSigner(Issuer issuer, PublicKey key, Duration life, Instant now)
            throws AuthorityException {
        SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(key.getEncoded());
        return CertificateDraft.by(
                        issuer,
                        DeviceNames.ofCommonName(
                                "Culvert OCSP G" + issuer.generation().number()),
                        info,
                        KeyIdentifier.of(info),
                        Validity.within(issuer, now, LeafProfile.BACK_DATING, life))
                .endEntity(KeyPurposeId.id_kp_OCSPSigning)
                .with(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck, false, DERNull.INSTANCE)
                .signedBy(issuer.signer());
    }

    private static GeneralName alternative(String name) throws AuthorityException {
        String bare = name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
        if (IPAddress.isValid(bare)) {
            return new GeneralName(GeneralName.iPAddress, bare);
        }
        try {
            String ascii = IDN.toASCII(name);
            if (ascii.length() <= HOST_NAME_MOST && HOST_NAME.matcher(ascii).matches()) {
                return new GeneralName(GeneralName.dNSName, ascii.endsWith(".") ? chop(ascii) : ascii);
            }
        } catch (IllegalArgumentException e) {
            throw noName(name, e);
        }
        throw noName(name, null);
    }

    private static String chop(String name) {
        return name.substring(0, name.length() - 1);
    }

    private static AuthorityException noName(String name, @Nullable Throwable cause) {
        return new AuthorityException(
                "\"" + name + "\" is neither a host name nor an address; correct the names of the server", cause);
    }
}
