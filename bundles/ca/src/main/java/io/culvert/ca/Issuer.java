package io.culvert.ca;

import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.AuthorityKeys;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * A generation as one who signs.
 *
 * @param generation whose name is in what it signs
 * @param signer that has its key
 */
record Issuer(Generation generation, Signer signer) {

    static Issuer of(Generation generation, AuthorityKeys keys) throws AuthorityException {
        return new Issuer(
                generation,
                Signer.of(keys, generation.keyName(), generation.certificate().getPublicKey()));
    }

    /** Exactly as in its certificate, because verifiers compare bytes. */
    X500Name name() {
        return nameOf(generation.certificate());
    }

    byte[] keyIdentifier() {
        return KeyIdentifier.of(generation.certificate());
    }

    /** The generation and all on the way to its root are valid from then on. */
    Instant notBefore() {
        Instant latest = generation.certificate().getNotBefore().toInstant();
        for (X509Certificate certificate : generation.path()) {
            Instant notBefore = certificate.getNotBefore().toInstant();
            latest = notBefore.isAfter(latest) ? notBefore : latest;
        }
        return latest;
    }

    /** The generation and all on the way to its root are valid until then. */
    Instant notAfter() {
        Instant earliest = generation.certificate().getNotAfter().toInstant();
        for (X509Certificate certificate : generation.path()) {
            Instant notAfter = certificate.getNotAfter().toInstant();
            earliest = notAfter.isBefore(earliest) ? notAfter : earliest;
        }
        return earliest;
    }

    static X500Name nameOf(X509Certificate certificate) {
        return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    }
}
