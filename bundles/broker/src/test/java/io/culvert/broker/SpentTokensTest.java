package io.culvert.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpentTokensTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instant SOON = NOW.plusSeconds(60);

    @Test
    void aTokenIsGoodAsOftenAsItWasSaid(@TempDir Path folder) {
        SpentTokens tokens = tokens(folder, NOW);
        assertThat(tokens.spent("a", 2)).isFalse();
        assertThat(tokens.spend("a", 2, SOON)).isTrue();
        assertThat(tokens.spent("a", 2)).isFalse();
        assertThat(tokens.spend("a", 2, SOON)).isTrue();
        assertThat(tokens.spent("a", 2)).isTrue();
        assertThat(tokens.spend("a", 2, SOON)).isFalse();
        assertThat(tokens.spend("b", 1, SOON)).isTrue();
    }

    @Test
    void aUsedTokenStaysSoWhenTheGatewayStartsAgain(@TempDir Path folder) {
        tokens(folder, NOW).spend("a", 2, SOON);
        tokens(folder, NOW).spend("a", 2, SOON);
        SpentTokens again = tokens(folder, NOW);
        assertThat(again.spent("a", 2)).isTrue();
        assertThat(again.spent("a", 3)).isFalse();
    }

    @Test
    void aTokenMayNeverExpire(@TempDir Path folder) {
        assertThat(tokens(folder, NOW).spend("a", 1, Instant.MAX)).isTrue();
        assertThat(tokens(folder, NOW).spend("a", 1, Instant.MAX)).isFalse();
    }

    @Test
    void whatAKillHasTornOffIsNotJoinedWithTheNextLine(@TempDir Path folder) throws Exception {
        tokens(folder, NOW).spend("a", 1, SOON);
        Path file = folder.resolve("spent");
        Files.writeString(file, Files.readString(file) + "bbbb");
        tokens(folder, NOW).spend("c", 1, SOON);
        SpentTokens again = tokens(folder, NOW);
        assertThat(again.spent("a", 1)).isTrue();
        assertThat(again.spent("c", 1)).isTrue();
    }

    @Test
    void expiredTokensAreForgottenAfterAMargin(@TempDir Path folder) throws Exception {
        tokens(folder, NOW).spend("a", 1, SOON);
        assertThat(tokens(folder, SOON.plus(Duration.ofMinutes(9))).spent("a", 1))
                .isTrue();
        assertThat(tokens(folder, SOON.plus(Duration.ofMinutes(11))).spent("a", 1))
                .isFalse();
        assertThat(folder.resolve("spent")).isEmptyFile();
    }

    @Test
    void theFileDoesNotGrowWithoutEnd(@TempDir Path folder) throws Exception {
        SpentTokens tokens = tokens(folder, NOW);
        for (int i = 0; i < 5_000; i++) {
            tokens.spend("t" + i, 1, NOW.minusSeconds(3600));
        }
        assertThat(Files.readAllLines(folder.resolve("spent"))).hasSizeLessThan(2_000);
    }

    @Test
    void withoutADiskItIsRememberedInMemory(@TempDir Path folder) throws Exception {
        Path nowhere = folder.resolve("missing");
        SpentTokens tokens = tokens(nowhere, NOW);
        assertThat(tokens.spend("a", 1, SOON)).isTrue();
        assertThat(tokens.spend("a", 1, SOON)).isFalse();
        // And when there is a disk again, nothing is missing there.
        Files.createDirectory(nowhere);
        assertThat(tokens.spend("b", 1, SOON)).isTrue();
        assertThat(tokens(nowhere, NOW).spent("a", 1)).isTrue();
        assertThat(tokens(nowhere, NOW).spent("b", 1)).isTrue();
    }

    private static SpentTokens tokens(Path folder, Instant now) {
        return new SpentTokens(folder.resolve("spent"), Clock.fixed(now, ZoneOffset.UTC));
    }
}
