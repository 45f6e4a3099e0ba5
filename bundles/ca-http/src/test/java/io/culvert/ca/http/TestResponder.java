package io.culvert.ca.http;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.Req;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** The OCSP responder of the authority for tests: each generation signs for itself. */
final class TestResponder {

    static final Duration VALIDITY = Duration.ofHours(1);

    private TestResponder() {}

    static byte[] answer(byte[] der, List<Generation> generations, Map<BigInteger, Instant> revoked, Instant now) {
        try {
            OCSPReq request;
            try {
                request = new OCSPReq(der);
            } catch (IOException e) {
                return new OCSPRespBuilder()
                        .build(OCSPRespBuilder.MALFORMED_REQUEST, null)
                        .getEncoded();
            }
            return answer(request, generations, revoked, now).getEncoded();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static OCSPResp answer(
            OCSPReq request, List<Generation> generations, Map<BigInteger, Instant> revoked, Instant now)
            throws Exception {
        DigestCalculatorProvider digests = new JcaDigestCalculatorProviderBuilder().build();
        Req asked = request.getRequestList()[0];
        for (Generation generation : generations) {
            X509CertificateHolder root = new JcaX509CertificateHolder(generation.root());
            if (!asked.getCertID().matchesIssuer(root, digests)) {
                continue;
            }
            BasicOCSPRespBuilder builder = new BasicOCSPRespBuilder(new RespID(root.getSubject()));
            Instant since = revoked.get(asked.getCertID().getSerialNumber());
            builder.addResponse(
                    asked.getCertID(),
                    since == null ? CertificateStatus.GOOD : new RevokedStatus(Date.from(since), CRLReason.unspecified),
                    Date.from(now),
                    Date.from(now.plus(VALIDITY)));
            Extension nonce = request.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
            if (nonce != null) {
                builder.setResponseExtensions(new Extensions(nonce));
            }
            return new OCSPRespBuilder()
                    .build(
                            OCSPRespBuilder.SUCCESSFUL,
                            builder.build(generation.signer(), new X509CertificateHolder[] {root}, Date.from(now)));
        }
        return new OCSPRespBuilder().build(OCSPRespBuilder.UNAUTHORIZED, null);
    }
}
