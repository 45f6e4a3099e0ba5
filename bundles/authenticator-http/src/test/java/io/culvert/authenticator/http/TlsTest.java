package io.culvert.authenticator.http;

import static io.culvert.authenticator.http.Peers.ask;
import static io.culvert.authenticator.http.Peers.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.auth.AuthResult.Accepted;
import io.culvert.authenticator.http.TestService.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TlsTest {

    private static final Reply YES = Reply.ok("{\"valid\":true,\"subject\":\"alice\"}");

    @Test
    void aCertificateThatNobodyVouchesForIsNotTrusted() {
        try (TestService service = TestService.of(TestCertificate.SERVICE, null, question -> YES)) {
            assertThat(failure(Keys.url(service.url()).start(), "s3cret"))
                    .startsWith("https://localhost:" + service.port() + " cannot be reached by TLS: ")
                    .contains("certification path");
            assertThat(service.questions).isEmpty();
        }
    }

    @Test
    void onlyThePinnedCertificateIsTrusted() {
        try (TestService service = TestService.of(TestCertificate.SERVICE, null, question -> YES)) {
            Keys other = Keys.url(service.url())
                    .with("ca", TestCertificate.CLIENT.pem().toString());
            assertThat(failure(other.start(), "s3cret")).contains("cannot be reached by TLS");
            assertThat(service.questions).isEmpty();

            assertThat(ask(Keys.of(service.url()).start(), "s3cret")).isEqualTo(new Accepted("alice"));
        }
    }

    @Test
    void aTrustedCertificateOfAnotherHostIsOfNoUse() {
        try (TestService service = TestService.of(TestCertificate.ELSEWHERE, null, question -> YES)) {
            Keys keys = Keys.url(service.url())
                    .with("ca", TestCertificate.ELSEWHERE.pem().toString());
            assertThat(failure(keys.start(), "s3cret")).contains("cannot be reached by TLS", "localhost");
            assertThat(failure(
                            keys.with("url", service.url().replace("localhost", "127.0.0.1"))
                                    .start(),
                            "s3cret"))
                    .contains("cannot be reached by TLS", "127.0.0.1");
            assertThat(service.questions).isEmpty();
        }
    }

    @Test
    void presentsItsCertificateToAServiceThatWantsOne() {
        try (TestService service = TestService.of(TestCertificate.SERVICE, TestCertificate.CLIENT, question -> YES)) {
            Keys keys = Keys.of(service.url());
            // How it shows depends on who notices first: an alert, or a connection that is gone.
            assertThat(failure(keys.start(), "s3cret")).startsWith("https://localhost:" + service.port() + " ");
            assertThat(service.questions).isEmpty();

            Keys own = keys.with("certificate", TestCertificate.CLIENT.pem().toString())
                    .with("certificate.key", TestCertificate.CLIENT.key().toString());
            assertThat(ask(own.start(), "s3cret")).isEqualTo(new Accepted("alice"));
        }
    }

    @Test
    void aServiceOnThisMachineNeedsNoTls() {
        try (TestService service = TestService.withoutTls(YES.body())) {
            assertThat(ask(Keys.url(service.url()).start(), "s3cret")).isEqualTo(new Accepted("alice"));
            assertThat(service.questions.getFirst().headers()).doesNotContainKeys("Upgrade", "Http2-settings");
        }
    }
}
