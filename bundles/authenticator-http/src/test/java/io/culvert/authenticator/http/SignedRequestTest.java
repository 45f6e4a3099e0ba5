package io.culvert.authenticator.http;

import static io.culvert.authenticator.http.Peers.ask;
import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.Secret;
import io.culvert.authenticator.http.TestService.Question;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Signatures as the service sees them. */
@Timeout(120)
class SignedRequestTest {

    private static final String YES = "{\"valid\":true,\"subject\":\"alice\"}";

    @Test
    void signsByHmac() throws Exception {
        try (TestService service = TestService.answering(YES)) {
            ask(
                    Keys.of(service.url())
                            .with("signing", "hmac")
                            .with(".signing.secret", "key")
                            .start(),
                    "s3cret");
            Question question = service.questions.getLast();
            String time = question.header("Culvert-timestamp");
            assertThat(time).matches("\\d{10,}");
            // printf %s TIME.BODY | openssl dgst -sha256 -hmac key
            Process openssl = new ProcessBuilder("openssl", "dgst", "-sha256", "-hmac", "key", "-r").start();
            openssl.outputWriter().append(time + "." + question.body()).close();
            assertThat(openssl.inputReader().readLine()).startsWith(question.header("Culvert-signature") + " ");
        }
    }

    @Test
    void signsForAws() {
        try (TestService service = TestService.answering(YES)) {
            ask(
                    Keys.of(service.url())
                            .with("signing", "aws-sigv4")
                            .with("signing.key.id", "AKIDEXAMPLE")
                            .with(".signing.secret", "wJalrXUtnFEMI")
                            .with(".signing.session.token", "session")
                            .with("signing.region", "eu-west-1")
                            .with("signing.service", "lambda")
                            .start(),
                    "s3cret");
            Question question = service.questions.getLast();
            assertThat(question.header("X-amz-security-token")).isEqualTo("session");
            String day = question.header("X-amz-date").substring(0, 8);
            // What is signed is what was sent, in the eyes of the one who received it.
            Map<String, String> signed = new AwsSigV4(
                            "AKIDEXAMPLE", secret("wJalrXUtnFEMI"), secret("session"), "eu-west-1", "lambda")
                    .sign(
                            question.method(),
                            URI.create("https://" + question.header("Host") + question.uri()),
                            Map.of("content-type", question.header("Content-type")),
                            question.body().getBytes(StandardCharsets.UTF_8),
                            Instant.from(DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssX")
                                    .parse(question.header("X-amz-date"))));
            assertThat(question.header("Authorization"))
                    .contains("Credential=AKIDEXAMPLE/" + day + "/eu-west-1/lambda/aws4_request")
                    .contains("SignedHeaders=content-type;host;x-amz-date;x-amz-security-token")
                    .isEqualTo(signed.get("Authorization"));
        }
    }

    private static Secret secret(String text) {
        try {
            return Secret.of("x", text);
        } catch (BadConfigurationException e) {
            throw new AssertionError(e);
        }
    }
}
