package io.culvert.ca.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.SettableClock;
import io.culvert.api.http.HttpReply;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicationResourceTest {

    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-02T03:04:05.678Z"));
    private final SigningAuthority authority;
    private final PublicationResource resource = new PublicationResource(clock);

    PublicationResourceTest() throws Exception {
        authority = SigningAuthority.ec();
        authority.renew();
        resource.authority = authority;
    }

    @ParameterizedTest
    @CsvSource({
        "ca.pem, application/pem-certificate-chain",
        "crl.pem, application/x-pem-file",
        "crl.der, application/pkix-crl",
        "crl-1.der, application/pkix-crl",
        "crl-2.der, application/pkix-crl"
    })
    void eachHasItsTypeAndMayBeKeptForAWhile(String name, String type) {
        HttpReply reply = Requests.get("/d2d/" + name).to(resource);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers())
                .containsEntry("Content-Type", type)
                .containsEntry("Cache-Control", "public, max-age=300")
                .containsEntry("Last-Modified", "Fri, 02 Jan 2026 03:04:05 GMT")
                .containsKey("ETag");
    }

    @Test
    void theListsAreThoseOfTheirGenerations() throws Exception {
        assertThat(crl("crl-1.der").getIssuerX500Principal().getName()).endsWith("G1");
        assertThat(crl("crl-2.der").getIssuerX500Principal().getName()).endsWith("G2");
    }

    @Test
    void theListWithoutANumberIsOfTheGenerationThatSigns() throws Exception {
        assertThat(crl("crl.der")).isEqualTo(crl("crl-1.der")); // the second is prepared only
        authority.signing = 2;
        assertThat(crl("crl.der")).isEqualTo(crl("crl-2.der"));
    }

    @Test
    void thePemFilesHaveAllNewestFirst() throws Exception {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        assertThat(factory.generateCertificates(body("ca.pem")).stream().toList())
                .isEqualTo(authority.trust().roots());
        assertThat(factory.generateCRLs(body("crl.pem")).stream().toList())
                .isEqualTo(authority.trust().revoked());
    }

    @Test
    void whoeverHasTheNewestGetsNoContent() {
        HttpReply first = Requests.get("/d2d/crl.pem").to(resource);
        String tag = first.headers().get("ETag");
        String date = first.headers().get("Last-Modified");
        clock.advance(Duration.ofHours(1));
        for (Map.Entry<String, String> condition : List.of(
                Map.entry("If-None-Match", tag),
                Map.entry("If-None-Match", "W/" + tag),
                Map.entry("If-None-Match", "\"other\", " + tag),
                Map.entry("If-None-Match", "*"),
                Map.entry("If-Modified-Since", date),
                Map.entry("If-Modified-Since", "Sat, 03 Jan 2026 00:00:00 GMT"))) {
            HttpReply reply = Requests.get("/d2d/crl.pem")
                    .with(condition.getKey(), condition.getValue())
                    .to(resource);
            assertThat(reply.status()).as(condition.toString()).isEqualTo(304);
            assertThat(reply.body()).isEmpty();
            assertThat(reply.headers()).containsEntry("ETag", tag).containsEntry("Last-Modified", date);
        }
    }

    @Test
    void whoeverHasAnOlderOneGetsTheNewest() throws Exception {
        HttpReply old = Requests.get("/d2d/crl.pem").to(resource);
        authority.revoke(authority.server(Generation.keys("EC")));
        // Within the same second: dates alone must not be equal.
        for (String header : List.of("If-None-Match", "If-Modified-Since")) {
            String known = old.headers().getOrDefault(header.equals("If-None-Match") ? "ETag" : "Last-Modified", "");
            HttpReply reply = Requests.get("/d2d/crl.pem").with(header, known).to(resource);
            assertThat(reply.status()).as(header).isEqualTo(200);
            assertThat(reply.body()).isNotEqualTo(old.body());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "If-Modified-Since, yesterday",
        "If-Modified-Since, ''",
        "If-Modified-Since, 'Fri, 02 Jan 2026 03:04:04 GMT'",
        "If-None-Match, ''",
        "If-None-Match, other"
    })
    void aConditionThatDoesNotHoldOrMakesNoSenseIsNone(String header, String value) {
        assertThat(Requests.get("/d2d/crl.pem").with(header, value).to(resource).status())
                .isEqualTo(200);
    }

    @Test
    void theTagCountsMoreThanTheDate() {
        HttpReply reply = Requests.get("/d2d/crl.pem")
                .with("If-None-Match", "\"other\"")
                .with("If-Modified-Since", "Sat, 03 Jan 2026 00:00:00 GMT")
                .to(resource);
        assertThat(reply.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ca.jks",
                "ca.p12",
                "crl-3.der",
                "crl-0.der",
                "crl--1.der",
                "crl-01.der",
                "crl-9999999999999999999.der",
                "crl-1.pem",
                "crl.der/",
                "../ca.password",
                "%2e%2e/ca.password"
            })
    void thereIsNothingElse(String name) {
        assertThat(Requests.get("/d2d/" + name).to(resource).status()).isEqualTo(404);
    }

    @Test
    void onlyReadingIsAllowed() {
        HttpReply reply = Requests.get("/d2d/crl.pem").by("PUT").to(resource);
        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.headers()).containsEntry("Allow", "GET, HEAD");
        assertThat(Requests.get("/d2d/crl.pem").by("HEAD").to(resource).status())
                .isEqualTo(200);
    }

    @Test
    void withoutTheAuthorityItIsUnavailableForAWhile() {
        resource.authority = null;
        HttpReply reply = Requests.get("/d2d/crl.pem").to(resource);
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.headers()).containsKey("Retry-After");
    }

    private X509CRL crl(String name) throws Exception {
        return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(body(name));
    }

    private ByteArrayInputStream body(String name) {
        return new ByteArrayInputStream(
                Requests.get("/d2d/" + name).to(resource).body());
    }
}
