package io.culvert.api.ca;

import java.security.cert.X509Certificate;
import java.util.List;

/** What came of a request for a certificate. */
public sealed interface Issuance {

    /**
     * It was issued, and is in the register.
     *
     * @param certificate the device's
     * @param chain what leads from it to every authority of the {@linkplain TrustBundle trust bundle}: link certificates
     *     and intermediates, no roots. To be shown in this order: many verifiers follow only the first of several links
     * @param info what the register has of it
     */
    record Issued(X509Certificate certificate, List<X509Certificate> chain, CertificateInfo info) implements Issuance {

        public Issued {
            chain = List.copyOf(chain);
        }
    }

    /**
     * It was refused.
     *
     * @param reason which rule
     * @param explanation for the peer and the operator, one sentence without a secret: what is wrong, and what would be
     *     right
     */
    record Refused(Refusal reason, String explanation) implements Issuance {}
}
