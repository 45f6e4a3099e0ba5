package io.culvert.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.transport.ConnectionInfo.Kind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanTest {

    @ParameterizedTest
    @CsvSource({
        "-5, 0s",
        "0, 0s",
        "59, 59s",
        "60, 1m00s",
        "192, 3m12s",
        "3599, 59m59s",
        "3600, 1h00m",
        "25500, 7h05m",
        "86399, 23h59m",
        "86400, 1d00h",
        "1047600, 12d03h"
    })
    void showsTheTwoLargestUnitsOfADuration(long seconds, String shown) {
        assertThat(Human.duration(Duration.ofSeconds(seconds))).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "1258291, 1.2 MiB",
        "10188, 9.9 KiB",
        "10189, 10 KiB",
        "1048063, 1023 KiB",
        "1048064, 1.0 MiB",
        "36507222016, 34 GiB",
        "9223372036854775807, 8.0 EiB"
    })
    void showsBytesInTheUnitThatFits(long bytes, String shown) {
        assertThat(Human.bytes(bytes)).isEqualTo(shown);
    }

    @Test
    void putsAnIpv6AddressInBrackets() throws Exception {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByAddress(new byte[16]), 8443);

        assertThat(Human.address(address)).isEqualTo("[0:0:0:0:0:0:0:0]:8443");
        assertThat(Human.address(new InetSocketAddress(InetAddress.getByAddress(new byte[] {10, 0, 0, 1}), 0)))
                .isEqualTo("10.0.0.1");
        assertThat(Human.address(InetSocketAddress.createUnresolved("gw.example.org", 8443)))
                .isEqualTo("gw.example.org:8443");
    }

    @Test
    void namesAProtocolByItsScheme() {
        assertThat(Human.protocol(Kind.WEBSOCKET, true)).isEqualTo("wss");
        assertThat(Human.protocol(Kind.WEBSOCKET, false)).isEqualTo("ws");
        assertThat(Human.protocol(Kind.STREAM, true)).isEqualTo("tls");
        assertThat(Human.protocol(Kind.STREAM, false)).isEqualTo("tcp");
    }

    @Test
    void takesControlAndFormattingCharactersOutOfAStrangersText() {
        assertThat(Human.text("a\u001b[2Jb\nc\u009bd\u202ee\u2028f")).isEqualTo("a?[2Jb?c?d?e?f");
        assertThat(Human.text("Küche 厨房")).isEqualTo("Küche 厨房");
    }

    @Test
    void cutsLongTextAndShowsMissingTextAsADash() {
        assertThat(Human.text("x".repeat(40))).isEqualTo("x".repeat(40));
        assertThat(Human.text("x".repeat(41))).isEqualTo("x".repeat(37) + "...");
        assertThat(Human.text(null)).isEqualTo("-");
        assertThat(Human.text(" ")).isEqualTo("-");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-12-24T08:30:59Z, 2026-12-24 08:30Z (in 31 days)",
        "2026-11-24T11:59:59Z, 2026-11-24 11:59Z (in 1d23h)",
        "2026-11-22T12:00:00Z, 2026-11-22 12:00Z (in 0s)",
        "2026-11-22T09:00:00Z, 2026-11-22 09:00Z (3h00m ago)",
        "2016-11-22T12:00:00Z, 2016-11-22 12:00Z (3652 days ago)"
    })
    void showsAMomentAndHowFarItIs(Instant moment, String shown) {
        assertThat(Human.moment(moment, FakeGateway.NOW)).isEqualTo(shown);
    }

    @Test
    void showsDigestsAsOpensslDoes() {
        assertThat(Human.fingerprint("0a1bff")).isEqualTo("0A:1B:FF");
    }

    @Test
    void countsCertificates() {
        assertThat(Human.certificates(0)).isEqualTo("no certificates");
        assertThat(Human.certificates(1)).isEqualTo("1 certificate");
        assertThat(Human.certificates(100_000)).isEqualTo("100000 certificates");
    }
}
