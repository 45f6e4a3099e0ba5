package io.culvert.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.api.auth.Credentials;
import io.culvert.api.auth.Limits;
import io.culvert.api.rendezvous.RendezvousKey;
import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.ConnectionInfo;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApiTest {

    @Test
    void keysAreEqualOnlyWhenScopeAndNonceAre() {
        assertThat(RendezvousKey.of("a", "b")).isEqualTo(RendezvousKey.of("a", "b"));
        assertThat(RendezvousKey.of("ab", "c")).isNotEqualTo(RendezvousKey.of("a", "bc"));
        assertThat(RendezvousKey.of("a", null)).isNotEqualTo(RendezvousKey.of("a", ""));
        assertThat(RendezvousKey.of("a", null)).isEqualTo(RendezvousKey.of("a", null));
    }

    @Test
    void aKeyShowsNeitherTokenNorNonce() {
        String key = RendezvousKey.of(RendezvousKey.scopeOfToken("secret-token"), "secret-nonce")
                .toString();
        assertThat(key).doesNotContain("secret");
    }

    @Test
    void credentialsHideTheirSecrets() {
        ConnectionInfo connection = new ConnectionInfo(
                "1", ConnectionInfo.Kind.STREAM, true, "main", new InetSocketAddress(1), Instant.EPOCH, List.of());
        assertThat(new Credentials("secret-token", "u", "n", "secret-nonce", connection).toString())
                .doesNotContain("secret")
                .contains("uuid=u");
    }

    @Test
    void aCloseReasonFitsIntoAControlFrameAndIsCutBetweenCodePoints() {
        assertThat(new CloseReason(1000, "x".repeat(123)).text()).hasSize(123);
        String cut = new CloseReason(1000, "\uD83D\uDE00".repeat(100)).text();
        assertThat(cut.getBytes(StandardCharsets.UTF_8)).hasSize(120);
        assertThat(cut).isEqualTo("\uD83D\uDE00".repeat(30));
        assertThat(new CloseReason(1000, "\u00e9".repeat(62)).text()).hasSize(61);
    }

    @Test
    void aLifetimeOfMoreThanAHundredYearsIsNoLimit() {
        assertThat(new Limits(0, 0, Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(Limits.NONE);
        assertThatThrownBy(() -> new Limits(0, -1, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aCloseReasonIsMarkedWithTheConnectionAndTheIdIsNeverCut() {
        assertThat(new CloseReason(1011, "Authentication failed.").withId("c12"))
                .isEqualTo(new CloseReason(1011, "Authentication failed. [c12]"));
        assertThat(new CloseReason(1000, "").withId("c12").text()).isEqualTo("[c12]");
        String cut =
                new CloseReason(1008, "\u00e4".repeat(61)).withId("c1234567").text();
        assertThat(cut).endsWith("\u00e4 [c1234567]");
        assertThat(cut.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(121, 123);
    }
}
