package io.culvert.ca.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.SettableClock;
import io.culvert.api.http.HttpReply;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OcspResourceTest {

    private static final String REQUEST_TYPE = "application/ocsp-request";
    private static final BigInteger SERIAL = BigInteger.valueOf(0x7B0B_FFEEL);

    private final SettableClock clock = new SettableClock(Instant.now());
    private final SigningAuthority authority;
    private final OcspResource resource = new OcspResource(clock);

    OcspResourceTest() throws Exception {
        authority = SigningAuthority.ec();
        resource.authority = authority;
    }

    @Test
    void aPostIsAnswered() throws Exception {
        HttpReply reply =
                Requests.post("/d2d/ocsp", REQUEST_TYPE, request(false)).to(resource);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers()).containsEntry("Content-Type", "application/ocsp-response");
        assertThat(basic(reply).getResponses()[0].getCertStatus()).isEqualTo(CertificateStatus.GOOD);
        assertThat(Requests.post("/d2d/ocsp/", REQUEST_TYPE, request(false))
                        .to(resource)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aGetIsAnsweredWhetherOrNotItIsEncoded() throws Exception {
        // Serial numbers until there are all three characters that need it.
        String base64 = "";
        for (int i = 0; !(base64.contains("+") && base64.contains("/") && base64.contains("=")); i++) {
            base64 = Base64.getEncoder().encodeToString(request(false, SERIAL.add(BigInteger.valueOf(i))));
        }
        String encoded = URLEncoder.encode(base64, StandardCharsets.US_ASCII);
        String lowerCase = base64.replace("+", "%2b").replace("/", "%2f").replace("=", "%3d");
        for (String path : List.of(encoded, lowerCase, base64, base64.replace("=", ""))) {
            HttpReply reply = Requests.get("/d2d/ocsp/" + path).to(resource);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(basic(reply).getResponses()).as(path).hasSize(1);
        }
    }

    @Test
    void theAnswerToAGetMayBeKeptButNotForLong() throws Exception {
        HttpReply reply = get(request(false));
        Instant next = basic(reply).getResponses()[0].getNextUpdate().toInstant();
        assertThat(reply.headers())
                .containsEntry("Cache-Control", "max-age=300, public, no-transform, must-revalidate")
                .containsEntry("Expires", Validators.date(next))
                .containsKeys("ETag", "Last-Modified");
    }

    @Test
    void theAnswerIsKeptNoLongerThanUntilTheNext() throws Exception {
        clock.advance(TestResponder.VALIDITY.minus(Duration.ofSeconds(30)));
        String age =
                get(request(false)).headers().getOrDefault("Cache-Control", "").replaceFirst(",.*", "");
        assertThat(Integer.parseInt(age.replace("max-age=", ""))).isBetween(0, 30);
        clock.advance(Duration.ofMinutes(1));
        assertThat(get(request(false)).headers()).containsEntry("Cache-Control", "no-store");
    }

    @Test
    void anAnswerToANonceIsForNobodyElse() throws Exception {
        HttpReply reply = get(request(true));
        assertThat(basic(reply).getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce))
                .isNotNull();
        assertThat(reply.headers()).containsEntry("Cache-Control", "no-store").doesNotContainKey("ETag");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/%", "/%4", "/%zz", "/!!!!", "/AAAA", "/%FF", "/ü", "/M", "//", "/MEIw/../.."})
    void aMalformedGetIsToldSoByOcsp(String rest) throws Exception {
        HttpReply reply = Requests.get("/d2d/ocsp" + rest).to(resource);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers())
                .containsEntry("Content-Type", "application/ocsp-response")
                .containsEntry("Cache-Control", "no-store");
        assertThat(new OCSPResp(reply.body()).getStatus()).isEqualTo(OCSPResp.MALFORMED_REQUEST);
    }

    @Test
    void aMalformedPostIsToldSoByOcsp() throws Exception {
        for (byte[] body : new byte[][] {{}, {0x30}, {1, 2, 3}, new byte[64 * 1024]}) {
            HttpReply reply = Requests.post("/d2d/ocsp", REQUEST_TYPE, body).to(resource);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(new OCSPResp(reply.body()).getStatus()).isEqualTo(OCSPResp.MALFORMED_REQUEST);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/octet-stream", "application/ocsp-response", ""})
    void anotherContentTypeIsNotSupported(String type) throws Exception {
        assertThat(Requests.post("/d2d/ocsp", type, request(false)).to(resource).status())
                .isEqualTo(415);
    }

    @Test
    void anotherMethodIsNotAllowed() {
        HttpReply reply = Requests.get("/d2d/ocsp").by("PUT").to(resource);
        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.headers()).containsEntry("Allow", "GET, POST");
    }

    @Test
    void aPostGoesNowhereElse() throws Exception {
        assertThat(Requests.post("/d2d/ocsp/AAAA", REQUEST_TYPE, request(false))
                        .to(resource)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void withoutTheAuthorityItIsUnavailableForAWhile() throws Exception {
        resource.authority = null;
        HttpReply reply = get(request(false));
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.headers()).containsKey("Retry-After");
    }

    private HttpReply get(byte[] request) {
        String path = URLEncoder.encode(Base64.getEncoder().encodeToString(request), StandardCharsets.US_ASCII);
        return Requests.get("/d2d/ocsp/" + path).to(resource);
    }

    private byte[] request(boolean nonce) throws Exception {
        return request(nonce, SERIAL);
    }

    private byte[] request(boolean nonce, BigInteger serial) throws Exception {
        OCSPReqBuilder builder = new OCSPReqBuilder();
        builder.addRequest(new CertificateID(
                new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1),
                new JcaX509CertificateHolder(authority.trust().roots().get(0)),
                serial));
        if (nonce) {
            builder.setRequestExtensions(new Extensions(new Extension(
                    OCSPObjectIdentifiers.id_pkix_ocsp_nonce,
                    false,
                    new DEROctetString(new DEROctetString(new byte[16])).getOctets())));
        }
        return builder.build().getEncoded();
    }

    private static BasicOCSPResp basic(HttpReply reply) throws Exception {
        return (BasicOCSPResp) new OCSPResp(reply.body()).getResponseObject();
    }
}
