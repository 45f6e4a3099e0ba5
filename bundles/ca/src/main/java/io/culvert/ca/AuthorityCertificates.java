package io.culvert.ca;

import io.culvert.api.ca.AuthorityException;
import java.io.IOException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;

/**
 * Makes the authority's own certificates. Each generation has a name of its own: with one name for two keys some
 * verifiers find no path, and one took a revoked device for good.
 */
final class AuthorityCertificates {

    /** The name of the authority when the configuration has no other. */
    static final String DEFAULT_NAME = "Culvert D2D CA";

    /** Room for a link: a device, the newer generation, the root. */
    private static final int ROOT_PATH_LENGTH = 1;

    static final Duration BACK_DATING = Duration.ofDays(1);

    private AuthorityCertificates() {}

    /**
     * The root of a generation.
     *
     * @param signer with the key itself
     * @param life how long from now on
     */
    static X509Certificate root(Signer signer, PublicKey key, String name, int generation, Duration life, Instant now)
            throws AuthorityException {
        return CertificateDraft.selfSigned(
                        DeviceNames.ofCommonName(name + " G" + generation),
                        SubjectPublicKeyInfo.getInstance(key.getEncoded()),
                        new Validity(now.minus(BACK_DATING), now.plus(life)))
                .authority(ROOT_PATH_LENGTH)
                .signedBy(signer);
    }

    /**
     * A certificate for the name and key of a newer generation: whoever believes the issuer only, finds a path to what the
     * newer one signs. Valid as long as both are, and so never longer than needed.
     */
    static X509Certificate link(Issuer issuer, Generation newer, Instant now) throws AuthorityException {
        Optional<String> obstacle = obstacleToLinks(issuer.generation());
        if (obstacle.isPresent()) {
            throw new AuthorityException(obstacle.get());
        }
        X509Certificate certificate = newer.certificate();
        Instant until = certificate.getNotAfter().toInstant();
        return CertificateDraft.by(
                        issuer,
                        Issuer.nameOf(certificate),
                        SubjectPublicKeyInfo.getInstance(
                                certificate.getPublicKey().getEncoded()),
                        KeyIdentifier.of(certificate),
                        Validity.within(issuer, now, BACK_DATING, Duration.between(now, until)))
                .authority(0)
                .signedBy(issuer.signer());
    }

    /**
     * Why a generation cannot sign links; empty when it can. An authority that was made elsewhere may be allowed to sign
     * for devices only, and those who believe it alone have to learn of its successor in another way.
     */
    static Optional<String> obstacleToLinks(Generation generation) {
        if (generation.certificate().getBasicConstraints() < 1) {
            return obstacle(generation, generation.certificate());
        }
        for (int i = 0; i < generation.path().size(); i++) {
            // Below it: the link, the generation, and those of the path before it.
            if (generation.path().get(i).getBasicConstraints() < i + 2) {
                return obstacle(generation, generation.path().get(i));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> obstacle(Generation generation, X509Certificate certificate) {
        return Optional.of(
                "generation " + generation.number() + " may not vouch for its successors: the path length of \""
                        + certificate.getSubjectX500Principal() + "\" allows only "
                        + Math.max(0, certificate.getBasicConstraints()) + " authorities below it");
    }

    /** A request for a certificate of the generation's own key, to have another authority vouch for it. PKCS#10, DER. */
    static byte[] signingRequest(Issuer issuer) throws AuthorityException {
        try {
            ExtensionsGenerator extensions = new ExtensionsGenerator();
            extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(ROOT_PATH_LENGTH));
            extensions.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            extensions.addExtension(
                    Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(issuer.keyIdentifier()));
            PublicKey key = issuer.generation().certificate().getPublicKey();
            return issuer.signer()
                    .sign(new PKCS10CertificationRequestBuilder(
                                    issuer.name(), SubjectPublicKeyInfo.getInstance(key.getEncoded()))
                            .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate()));
        } catch (IOException e) {
            throw new IllegalStateException(e); // extensions that we have made can be encoded
        }
    }
}
