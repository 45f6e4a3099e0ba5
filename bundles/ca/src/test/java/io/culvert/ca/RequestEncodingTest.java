package io.culvert.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.culvert.api.ca.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestEncodingTest {

    private static final byte[] DER = TestAuthority.request(TestKeys.make("EC-P256"));
    private static final String FLAT = Base64.getEncoder().encodeToString(DER);
    private static final String FOLDED = Base64.getMimeEncoder().encodeToString(DER);

    static Stream<String> texts() {
        return Stream.of(
                Pem.of("CERTIFICATE REQUEST", DER),
                Pem.of("NEW CERTIFICATE REQUEST", DER),
                "Certificate Request:\n  Data: ...\n" + Pem.of("CERTIFICATE REQUEST", DER),
                "-----BEGIN CERTIFICATE REQUEST-----" + FLAT + "-----END CERTIFICATE REQUEST-----",
                Pem.of("CERTIFICATE REQUEST", DER).replace("\n", "\r\n"),
                FLAT,
                FLAT + "\n",
                FOLDED,
                " " + FOLDED + "\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("texts")
    void readsEveryUsualForm(String text) throws Exception {
        assertThat(RequestEncoding.fromPemOrDer(text.getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(DER);
        assertThat(RequestEncoding.fromPemOrDer(DER)).isEqualTo(DER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello, world",
                "{\"csr\":1}",
                "-----BEGIN CERTIFICATE REQUEST-----\nMII",
                "-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----",
                "-----BEGIN CERTIFICATE REQUEST-----\nM*II\n-----END CERTIFICATE REQUEST-----",
                "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE-----",
                "é"
            })
    void refusesOtherText(String text) {
        assertThat(refusal(text)).isEqualTo(Refusal.MALFORMED);
    }

    @Test
    void refusesTwoRequestsAndVeryLongOnes() {
        String pem = Pem.of("CERTIFICATE REQUEST", DER);

        assertThat(refusal(pem + pem)).isEqualTo(Refusal.MALFORMED);
        assertThat(refusal("A".repeat(40_000))).isEqualTo(Refusal.OVERSIZED);
    }

    private static Refusal refusal(String text) {
        RefusedRequestException refused = catchThrowableOfType(
                RefusedRequestException.class,
                () -> RequestEncoding.fromPemOrDer(text.getBytes(StandardCharsets.ISO_8859_1)));
        assertThat(refused).as("was not refused").isNotNull();
        return refused.refusal();
    }
}
