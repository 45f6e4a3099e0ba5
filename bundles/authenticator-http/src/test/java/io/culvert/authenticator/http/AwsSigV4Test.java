package io.culvert.authenticator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.config.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests and signatures of AWS's own test suite for Signature Version 4. */
class AwsSigV4Test {

    private static final Instant THEN = Instant.parse("2015-08-30T12:36:00Z");
    private static final String PREFIX =
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=";
    private static final String SESSION_TOKEN = "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWs"
            + "KWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0"
            + "KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDr"
            + "ypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==";

    @ParameterizedTest
    @CsvSource({
        // get-vanilla, get-vanilla-query-order-key-case, post-vanilla; and two that must be the same
        "GET, https://example.amazonaws.com/, 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "GET, https://example.amazonaws.com:443, 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "GET, https://example.amazonaws.com/a/../, 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "GET, https://example.amazonaws.com/?Param2=value2&Param1=value1,"
                + " b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        "POST, https://example.amazonaws.com/, 5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
    })
    void signsRequestsWithoutABody(String method, String url, String signature) {
        assertThat(sign(Secret.NONE, method, url, Map.of(), ""))
                .containsEntry("Authorization", PREFIX + "host;x-amz-date, Signature=" + signature)
                .containsEntry("x-amz-date", "20150830T123600Z")
                .hasSize(2);
    }

    @Test
    void signsTheBodyAndItsType() { // post-x-www-form-urlencoded
        Map<String, String> type = Map.of("content-type", "application/x-www-form-urlencoded");
        assertThat(sign(Secret.NONE, "POST", "https://example.amazonaws.com/", type, "Param1=value1"))
                .containsEntry(
                        "Authorization",
                        PREFIX
                                + "content-type;host;x-amz-date, Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a");
    }

    @Test
    void signsTheSessionToken() throws Exception { // post-sts-header-before
        assertThat(sign(Secret.of("x", SESSION_TOKEN), "POST", "https://example.amazonaws.com/", Map.of(), ""))
                .containsEntry("x-amz-security-token", SESSION_TOKEN)
                .containsEntry(
                        "Authorization",
                        PREFIX
                                + "host;x-amz-date;x-amz-security-token, Signature=85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead");
    }

    @Test
    void headersAreTrimmedAndSorted() { // get-header-value-trim
        Map<String, String> headers = Map.of("my-header2", " \"a   b   c\"", "my-header1", " value1");
        assertThat(sign(Secret.NONE, "GET", "https://example.amazonaws.com/", headers, ""))
                .containsEntry(
                        "Authorization",
                        PREFIX
                                + "host;my-header1;my-header2;x-amz-date, Signature=acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736");
    }

    @Test
    void everySignificantPartCounts() {
        assertThat(java.util.stream.Stream.of(
                                sign(Secret.NONE, "POST", "https://a.example/", Map.of(), ""),
                                sign(Secret.NONE, "POST", "https://a.example/", Map.of(), "x"),
                                sign(Secret.NONE, "POST", "https://a.example:8443/", Map.of(), ""),
                                sign(Secret.NONE, "POST", "https://a.example/%3A", Map.of(), ""),
                                sign(Secret.NONE, "POST", "https://a.example/:", Map.of(), ""),
                                sign(Secret.NONE, "POST", "https://a.example/?a=%20", Map.of(), ""),
                                sign(Secret.NONE, "POST", "https://a.example/?a=+", Map.of(), ""))
                        .map(headers -> headers.get("Authorization")))
                .doesNotHaveDuplicates();
    }

    @Test
    void showsNoSecret() {
        assertThat(new AwsSigV4("id", secret(), secret(), "r", "s").toString()).doesNotContain("wJal");
        assertThat(new HmacSigning(secret()).toString()).doesNotContain("wJal");
    }

    private static Map<String, String> sign(
            Secret sessionToken, String method, String url, Map<String, String> headers, String body) {
        return new AwsSigV4("AKIDEXAMPLE", secret(), sessionToken, "us-east-1", "service")
                .sign(method, URI.create(url), headers, body.getBytes(StandardCharsets.UTF_8), THEN);
    }

    private static Secret secret() {
        try {
            return Secret.of("x", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
        } catch (io.culvert.api.config.BadConfigurationException e) {
            throw new AssertionError(e);
        }
    }
}
