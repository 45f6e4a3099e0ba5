package io.culvert.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.culvert.api.ca.AuthorityOperations.CertificateQuery;
import io.culvert.api.ca.CertificateInfo;
import io.culvert.api.ca.CertificateInfo.Revocation;
import io.culvert.api.ca.FakeAuthority;
import io.culvert.api.ca.RevocationReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaListCommandTest {

    private static final String DEVICE = "0b54d0a4-5f3e-4a53-9d3c-0e5a3c2b1a00";
    private static final Instant NOW = FakeGateway.NOW;

    private final FakeGateway gateway = new FakeGateway();
    private final FakeAuthority authority = gateway.authority;
    private final CaListCommand list = new CaListCommand();

    @Test
    void showsCertificatesAndHowManyThereAre() throws Exception {
        authority.certificates.add(FakeAuthority.info("1a2b", DEVICE, "home"));

        String shown = gateway.run(list);

        assertThat(shown.lines().map(CaListCommandTest::cells))
                .contains("Serial|Device|Identity|By|Valid until|State")
                .contains("1a2b|" + DEVICE + "|home|G1|2026-12-21 12:00Z (in 29 days)|valid");
        assertThat(shown).endsWith("\n1 to 1 of 1.\n");
    }

    @Test
    void saysThatThereIsNone() throws Exception {
        assertThat(gateway.run(list)).contains("There is no such certificate.").doesNotContain(" of ");
        assertThat(gateway.runJson(list).at("/total").asLong()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 29, , valid",
        "-30, -1, , expired",
        "1, 29, , not valid yet",
        "-1, 29, KEY_COMPROMISE, revoked; key-compromise"
    })
    void saysTheStateInWords(int from, int until, @Nullable RevocationReason reason, String state) {
        Revocation revocation = reason == null ? null : new Revocation(NOW, reason);
        CertificateInfo certificate = new CertificateInfo(
                "1a", DEVICE, "home", 1, NOW.plus(Duration.ofDays(from)), NOW.plus(Duration.ofDays(until)), revocation);

        assertThat(CaListCommand.state(certificate, NOW)).isEqualTo(state.replace(';', ','));
    }

    @Test
    void asksForWhatIsGiven() throws Exception {
        list.identity = "home";
        list.device = "{" + DEVICE.toUpperCase(Locale.ROOT) + "}";
        list.expires = 7;
        list.revoked = true;
        list.expired = true;
        list.search = "1A";
        list.offset = 3;
        list.limit = 2;
        gateway.run(list);

        assertThat(authority.query)
                .isEqualTo(new CertificateQuery("1A", DEVICE, "home", NOW.plus(Duration.ofDays(7)), true, true, 3, 2));
    }

    @Test
    void showsAHundredThousandPageByPage() throws Exception {
        for (int i = 0; i < 100_000; i++) {
            authority.certificates.add(FakeAuthority.info(Integer.toHexString(i), DEVICE, "home"));
        }
        assertThat(gateway.run(list)).endsWith("\n1 to 50 of 100000; --offset 50 goes on.\n");
        assertThat(gateway.run(list).lines()).hasSize(50 + 3);

        list.offset = 99_990;
        assertThat(gateway.run(list)).endsWith("\n99991 to 100000 of 100000.\n");
        JsonNode page = gateway.runJson(list);
        assertThat(page.at("/total").asLong()).isEqualTo(100_000);
        assertThat(page.at("/certificates")).hasSize(10);
        assertThat(page.at("/certificates/9/serial").asText()).isEqualTo("1869f");

        list.json = false;
        list.offset = 100_000;
        assertThat(gateway.run(list)).endsWith("There are 100000, fewer than --offset leaves out.\n");

        list.offset = 0;
        list.limit = 10_000;
        assertThat(gateway.run(list).lines()).hasSize(10_000 + 3);
    }

    @Test
    void cutsWhatStrangersChoseAndNothingElse() throws Exception {
        String serial = "7f".repeat(20);
        authority.certificates.add(FakeAuthority.info(serial, DEVICE, "a\u001b[2J\nb\u202e" + "x".repeat(200)));

        String shown = gateway.run(list);
        assertThat(shown)
                .contains(serial, DEVICE, "a?[2J?b?" + "x".repeat(29) + "...")
                .doesNotContain("\u001b", "\u202e");
        assertThat(shown.lines()).hasSize(1 + 3);

        list.json = true;
        assertThat(gateway.run(list).strip()).matches("[ -~]+");
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "-1, 0, 0", "1, -1, 0", "1, 0, -1"})
    void refusesNumbersThatMakeNoSense(int limit, int offset, int expires) {
        list.limit = limit;
        list.offset = offset;
        list.expires = expires;

        assertThatThrownBy(() -> gateway.run(list))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("--limit must be 1 or more");
    }

    private static String cells(String row) {
        return row.replaceAll("\\s*[|│]\\s*", "|").strip();
    }
}
