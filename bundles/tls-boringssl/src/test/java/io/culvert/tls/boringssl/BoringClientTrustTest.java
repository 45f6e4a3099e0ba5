package io.culvert.tls.boringssl;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.tls.ClientCertificates;
import io.culvert.api.tls.TestAuthority;
import io.culvert.api.tls.TestAuthority.Issued;
import io.culvert.tls.boringssl.BoringClientTrust.Verdict;
import io.netty.internal.tcnative.CertificateVerifier;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoringClientTrustTest {

    private static final long SSL = 4711;

    private static byte[][] der(Issued issued) throws CertificateEncodingException {
        List<X509Certificate> chain = issued.certificates();
        byte[][] der = new byte[chain.size()][];
        for (int i = 0; i < der.length; i++) {
            der[i] = chain.get(i).getEncoded();
        }
        return der;
    }

    private static Verdict take(BoringClientTrust trust) {
        return Objects.requireNonNull(trust.take(SSL));
    }

    @Test
    void saysWhatIsWrongOnceAndKeepsNothing(@TempDir Path folder) throws Exception {
        BoringSsl.load(); // has the numbers of the errors
        TestAuthority root = TestAuthority.root(folder, "root");
        BoringClientTrust trust =
                new BoringClientTrust(new ClientCertificates(List.of(root.own().certificate()), true));

        assertThat(trust.verify(SSL, der(root.client("/CN=good")), "ECDHE")).isEqualTo(CertificateVerifier.X509_V_OK);
        assertThat(take(trust).path()).hasSize(2);
        assertThat(trust.take(SSL)).isNull();

        Issued expired = root.issue("/CN=expired", TestAuthority.CLIENT, -1);
        assertThat(trust.verify(SSL, der(expired), "ECDHE")).isEqualTo(CertificateVerifier.X509_V_ERR_CERT_HAS_EXPIRED);
        assertThat(take(trust).refusal()).startsWith("the peer's certificate: NotAfter");

        Issued revoked = root.client("/CN=revoked");
        BoringClientTrust strict = new BoringClientTrust(
                new ClientCertificates(List.of(root.own().certificate()), true, revoked.certificate()::equals));
        assertThat(strict.verify(SSL, der(revoked), "ECDHE")).isEqualTo(CertificateVerifier.X509_V_ERR_CERT_REVOKED);
        assertThat(take(strict).refusal()).startsWith("the peer's certificate: \"CN=revoked\"");

        Issued stranger = TestAuthority.root(folder, "root").client("/CN=stranger");
        assertThat(trust.verify(SSL, der(stranger), "ECDHE"))
                .isEqualTo(CertificateVerifier.X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
        assertThat(take(trust).refusal()).contains("nothing leads from \"CN=stranger\" to an authority");

        assertThat(trust.verify(SSL, new byte[][] {{0x30, 3, 1, 2}}, "ECDHE"))
                .isNotEqualTo(CertificateVerifier.X509_V_OK);
        assertThat(take(trust).path()).isEmpty();
    }
}
