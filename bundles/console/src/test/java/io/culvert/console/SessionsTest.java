package io.culvert.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.api.SettableClock;
import io.culvert.api.admin.Role;
import io.culvert.api.config.BadConfigurationException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsTest {

    private static final Login ANNA = new Login("anna", Role.VIEWER, "");

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-29T12:00:00Z"));
    private Accounts accounts;
    private Sessions sessions;

    @BeforeEach
    void begin(@TempDir Path etc) throws BadConfigurationException {
        accounts = new Accounts(etc.resolve("users.properties"));
        sessions = new Sessions(accounts, Defaults.except(Map.of("session_limit", 2)), Map.of(), clock);
    }

    @Test
    void eachHasAnIdentifierThatNobodyCanGuess() {
        String one = sessions.begin(ANNA);
        String other = sessions.begin(ANNA);

        assertThat(one).hasSize(43).isNotEqualTo(other);
        assertThat(sessions.use(one)).isEqualTo(ANNA);
        assertThat(sessions.use(one + "x")).isNull();
        assertThat(sessions.use("")).isNull();
    }

    @Test
    void oneThatIsNotUsedEnds() {
        String id = sessions.begin(ANNA);
        clock.advance(Duration.ofMinutes(29));
        assertThat(sessions.use(id)).isNotNull();
        clock.advance(Duration.ofMinutes(29));
        assertThat(sessions.lives(id)).isTrue();
        clock.advance(Duration.ofMinutes(2));

        assertThat(sessions.lives(id)).isFalse(); // to look was no use
        assertThat(sessions.use(id)).isNull();
    }

    @Test
    void oneThatIsUsedAllTheTimeEndsToo() {
        String id = sessions.begin(ANNA);
        for (int i = 0; i < 24 * 2; i++) {
            clock.advance(Duration.ofMinutes(15));
            assertThat(sessions.use(id)).isEqualTo(ANNA);
        }
        clock.advance(Duration.ofSeconds(1));

        assertThat(sessions.use(id)).isNull();
    }

    @Test
    void theOneThatWasIdleLongestMakesRoom() {
        String first = sessions.begin(ANNA);
        String second = sessions.begin(ANNA);
        sessions.use(first);
        String third = sessions.begin(ANNA);

        assertThat(sessions.use(second)).isNull();
        assertThat(sessions.use(first)).isNotNull();
        assertThat(sessions.use(third)).isNotNull();
    }

    @Test
    void oneOfAUserWhoIsNoMoreTheSameEnds() {
        String id = sessions.begin(new Login("anna", Role.ADMIN, "what users.properties said once"));

        assertThat(sessions.use(id)).isNull();
    }

    @Test
    void shorterLimitsHoldForThoseThatThereAre() throws BadConfigurationException {
        String id = sessions.begin(ANNA);
        clock.advance(Duration.ofSeconds(61));
        sessions.modified(Defaults.except(Map.of("session_idle_timeout", 60)), Map.of());

        assertThat(sessions.use(id)).isNull();
    }

    @Test
    void aLimitThatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> new Sessions(
                        accounts,
                        Defaults.except(Map.of("session_lifetime", 0)),
                        Map.of("session.lifetime", "0"),
                        clock))
                .isInstanceOf(BadConfigurationException.class)
                .hasMessageContaining("session.lifetime = 0");
    }
}
