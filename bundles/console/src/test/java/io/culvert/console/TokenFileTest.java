package io.culvert.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.api.SettableClock;
import io.culvert.api.admin.ApiTokens.ApiToken;
import io.culvert.api.admin.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFileTest {

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-29T12:00:00Z"));
    private Path file;
    private TokenFile tokens;

    @BeforeEach
    void open(@TempDir Path etc) {
        file = etc.resolve("api-tokens.properties");
        tokens = new TokenFile(file, clock);
    }

    @Test
    void onlyItsOwnerMayReadTheFileAndThereIsNoTokenInIt() throws IOException {
        String token = tokens.create("deploy", Role.OPERATOR, null);

        assertThat(token).matches("culvert_[A-Za-z0-9_-]{43}");
        assertThat(Files.readString(file))
                .contains("deploy = operator;2026-11-29T12:00:00Z;never;")
                .doesNotContain(token);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(file.getParent()).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void aTokenIsGoodAfterARestart() throws IOException {
        String token = tokens.create("deploy", Role.ADMIN, null);

        ApiToken found = new TokenFile(file, clock).find(token);

        assertThat(found).extracting(ApiToken::role).isEqualTo(Role.ADMIN);
        assertThat(tokens.find(token.substring(1))).isNull();
        assertThat(tokens.find("")).isNull();
    }

    @Test
    void aTokenIsWorthlessWhenItsTimeIsOverOrItIsRevoked() throws IOException {
        String passing = tokens.create("passing", Role.VIEWER, Duration.ofDays(1));
        String revoked = tokens.create("revoked", Role.VIEWER, null);

        assertThat(tokens.revoke("revoked")).isTrue();
        assertThat(tokens.revoke("revoked")).isFalse();
        clock.advance(Duration.ofDays(1));

        assertThat(tokens.find(passing)).isNull();
        assertThat(tokens.find(revoked)).isNull();
        assertThat(tokens.list()).extracting(ApiToken::name).containsExactly("passing");
    }

    @Test
    void aLineThatIsRemovedByHandIsATokenThatIsWorthless() throws IOException {
        String token = tokens.create("deploy", Role.ADMIN, null);
        Files.writeString(file, "");

        assertThat(tokens.find(token)).isNull();
    }

    @Test
    void aLineThatCannotBeReadStandsForNothing() throws IOException {
        String token = tokens.create("deploy", Role.ADMIN, null);
        String line = Files.readString(file).replaceAll("(?m)^#.*\n", "");
        Files.writeString(file, "nonsense\n= admin;x;y;z\nother = root;a;b;c\n" + line);

        assertThat(tokens.list()).extracting(ApiToken::name).containsExactly("deploy");
        assertThat(tokens.find(token)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a=b", "a\nb", "../a", "ä"})
    void aNameThatIsNoGoodIsRefused(String name) {
        assertThatThrownBy(() -> tokens.create(name, Role.VIEWER, null)).isInstanceOf(IllegalArgumentException.class);
        assertThat(file).doesNotExist();
    }

    @Test
    void aNameThatIsTakenIsRefused() throws IOException {
        String token = tokens.create("deploy", Role.VIEWER, null);

        assertThatThrownBy(() -> tokens.create("deploy", Role.ADMIN, null)).hasMessageContaining("already");
        assertThat(tokens.find(token)).isNotNull();
    }
}
