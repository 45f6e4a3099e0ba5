package io.culvert.authenticator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.AuthResult.Accepted;
import io.culvert.api.auth.AuthResult.Rejected;
import io.culvert.api.auth.AuthResult.Uses;
import io.culvert.api.auth.Limits;
import io.culvert.api.config.ConfigurationReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerMappingTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Keys PLAIN = Keys.url("https://localhost");

    @Test
    void aPlainAnswerCanSayEverything() throws Exception {
        assertThat(read(PLAIN, """
                        {"valid": true, "subject": "alice", "scope": "family", "uses": 2, "expires": 1800000000.75,
                         "limits": {"tunnels": 3, "bytesPerSecond": 1000000, "lifetime": 3600}, "other": [1, {"x": null}]}
                        """))
                .isEqualTo(new Accepted(
                        "alice",
                        "family",
                        new Limits(3, 1_000_000, Duration.ofHours(1)),
                        new Uses(2, Instant.ofEpochSecond(1_800_000_000)),
                        Map.of()));
    }

    @Test
    void aPlainAnswerNeedsNoMoreThanAnIdentity() throws Exception {
        assertThat(read(PLAIN, "{\"valid\":true,\"subject\":\"alice\",\"scope\":null,\"uses\":null,\"limits\":null}"))
                .isEqualTo(new Accepted("alice"));
        assertThat(read(PLAIN, "{\"valid\":true,\"subject\":4711,\"scope\":\"\"}"))
                .isEqualTo(new Accepted("4711"));
    }

    @Test
    void noIsNoWhateverElseTheAnswerSays() throws Exception {
        for (String document : new String[] {
            "{\"valid\":false}", "{\"valid\":false,\"subject\":\"alice\"}", "{\"subject\":{},\"valid\":false}"
        }) {
            assertThat(read(PLAIN, document)).isEqualTo(new Rejected("the service says that the token is not good"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \n",
                "null",
                "true",
                "\"valid\"",
                "[true, \"alice\"]",
                "{}",
                "{\"subject\":\"alice\"}",
                "{\"valid\":null,\"subject\":\"alice\"}",
                "{\"valid\":1,\"subject\":\"alice\"}",
                "{\"valid\":\"true\",\"subject\":\"alice\"}",
                "{\"valid\":{\"valid\":true},\"subject\":\"alice\"}",
                "{\"valid\":[true],\"subject\":\"alice\"}",
                "{\"nested\":{\"valid\":true},\"subject\":\"alice\"}",
                "{\"Valid\":true,\"subject\":\"alice\"}",
                "{\"valid\":true,\"subject\":\"alice\"",
                "{\"valid\":true,\"subject\":\"alice\"} {}",
                "{\"valid\":true,\"subject\":\"alice\"}x",
                "{\"valid\":false,\"valid\":true,\"subject\":\"alice\"}",
                "{'valid':true,'subject':'alice'}",
                "{\"valid\":true,\"subject\":\"al\nice\"}",
                "{\"valid\":true,}",
                "<html>no</html>",
                "{\"valid\":true,\"subject\":{\"name\":\"alice\"}}",
                "{\"valid\":true,\"subject\":[\"alice\"]}",
                "{\"valid\":true,\"subject\":true}",
                "{\"valid\":true,\"subject\":1.5}",
                "{\"valid\":true,\"subject\":\"alice\",\"scope\":{}}",
                "{\"valid\":true,\"subject\":\"alice\",\"expires\":\"tomorrow\"}",
                "{\"valid\":true,\"subject\":\"alice\",\"expires\":\"Tomorrow\"}",
                "{\"valid\":true,\"subject\":\"alice\",\"expires\":-5}",
                "{\"valid\":true,\"subject\":\"alice\",\"expires\":true}",
                "{\"valid\":true,\"subject\":\"alice\",\"uses\":-1,\"expires\":1800000000}",
                "{\"valid\":true,\"subject\":\"alice\",\"uses\":\"1\",\"expires\":1800000000}",
                "{\"valid\":true,\"subject\":\"alice\",\"limits\":{\"tunnels\":\"many\"}}",
                "{\"valid\":true,\"subject\":\"alice\",\"limits\":{\"tunnels\":-1}}",
                "{\"valid\":true,\"subject\":\"alice\",\"limits\":{\"lifetime\":1e99}}",
            })
    void whatIsNotOfTheRightShapeIsNoAnswer(String document) {
        assertThatThrownBy(() -> read(PLAIN, document))
                .isInstanceOf(NoAnswerException.class)
                .message()
                .contains("answer")
                .doesNotContain("alice", "html", "tomorrow", "many");
    }

    @Test
    void aYesWithoutAnIdentityIsNoAnswer() {
        for (String subject : new String[] {"null", "\"\"", "\" \""}) {
            assertThatThrownBy(() -> read(PLAIN, "{\"valid\":true,\"subject\":" + subject + "}"))
                    .isInstanceOf(NoAnswerException.class)
                    .hasMessage("the answer says that the token is good, but not whose it is: there is nothing at"
                            + " /subject");
        }
    }

    @Test
    void anIdentityThatNobodyShouldSeeInALogIsRejected() throws Exception {
        for (String subject : new String[] {"al\\nice", "\\u001b[2J", "a".repeat(257)}) {
            assertThat(read(PLAIN, "{\"valid\":true,\"subject\":\"" + subject + "\"}"))
                    .isInstanceOf(Rejected.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1795348799, false", // a second ago
        "1795348800, false", // now
        "1795348801, true",
        "'\"2026-11-22T12:00:01Z\"', true",
        "'\"2026-11-22T11:59:59Z\"', false",
        "0, false",
        "9223372036854775807, true", // a second without a date
    })
    void anExpiredTokenIsRejectedWhateverTheServiceThinks(String expires, boolean good) throws Exception {
        AuthResult result = read(PLAIN, "{\"valid\":true,\"subject\":\"alice\",\"expires\":" + expires + "}");

        assertThat(result).isEqualTo(good ? new Accepted("alice") : new Rejected("the token has expired"));
    }

    @Test
    void aUsedUpTokenIsRejected() throws Exception {
        assertThat(read(PLAIN, "{\"valid\":true,\"subject\":\"alice\",\"uses\":0}"))
                .isEqualTo(new Rejected("the token is used up"));
    }

    @Test
    void usesMustEndSomeTime() {
        assertThatThrownBy(() -> read(PLAIN, "{\"valid\":true,\"subject\":\"alice\",\"uses\":1}"))
                .hasMessage("the answer says at /uses how often the token is good, but not at /expires until when");
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "5, 0, 5", "0, 7, 7", "5, 7, 5", "7, 5, 5", "0, 9999999999, 2147483647"})
    void theLowerLimitCounts(int configured, long answered, int expected) throws Exception {
        AuthResult result = read(
                PLAIN.with("limit.tunnels", configured),
                "{\"valid\":true,\"subject\":\"alice\",\"limits\":{\"tunnels\":" + answered + "}}");

        assertThat(result).isEqualTo(new Accepted("alice").within(new Limits(expected, 0, Duration.ZERO)));
    }

    @Test
    void attributesAreWhateverScalarIsThere() throws Exception {
        Keys keys = PLAIN.with("attributes", "mail=/user/mail, first=/roles/0,n=/n,flag=/flag,all=/roles,none=/x");

        assertThat(read(keys, """
                        {"valid": true, "subject": "alice", "user": {"mail": "alice@example.org"},
                         "roles": ["admin", "dev"], "n": 1.50, "flag": false, "x": null}
                        """))
                .isEqualTo(new Accepted("alice")
                        .with(Map.of("mail", "alice@example.org", "first", "admin", "n", "1.50", "flag", "false")));
    }

    @Test
    void pointersMayBeEscaped() throws Exception {
        Keys keys = PLAIN.with("answer.identity", "/a~1b/m~0n/");

        assertThat(read(keys, "{\"valid\":true,\"a/b\":{\"m~n\":{\"\":\"alice\"}}}"))
                .isEqualTo(new Accepted("alice"));
    }

    @Test
    void nestingHasAnEnd() throws Exception {
        String start = "{\"valid\":true,\"subject\":\"alice\",\"x\":";
        assertThat(read(PLAIN, start + "[".repeat(60) + "]".repeat(60) + "}")).isEqualTo(new Accepted("alice"));
        for (int depth : new int[] {65, 30_000}) {
            assertThatThrownBy(() -> read(PLAIN, start + "[".repeat(depth) + "]".repeat(depth) + "}"))
                    .isInstanceOf(NoAnswerException.class)
                    .hasMessageContaining("nested no deeper than 64");
        }
    }

    @Test
    void theNymeaCloudsAnswer() throws Exception {
        Keys keys = PLAIN.with("preset", "nymea-cloud");

        assertThat(read(keys, "{\"isValid\":true,\"verifiedData\":{\"email\":\"alice@example.org\"}}"))
                .isEqualTo(new Accepted("alice@example.org"));
        assertThat(read(keys, "{\"isValid\":false}")).isInstanceOf(Rejected.class);
        // What AWS Lambda answers when the function itself failed.
        assertThatThrownBy(() -> read(keys, "{\"errorMessage\":\"boom\",\"errorType\":\"Error\"}"))
                .isInstanceOf(NoAnswerException.class);
    }

    @Test
    void anIntrospectionsAnswer() throws Exception {
        Keys keys = PLAIN.with("preset", "introspection");

        assertThat(read(keys, """
                        {"active": true, "client_id": "l238j323ds-23ij4", "username": "jdoe", "scope": "read write",
                         "sub": "Z5O3upPC88QrAjx00dis", "aud": "https://protected.example.net/resource",
                         "exp": 1800000000, "iat": 1419350238}
                        """))
                .isEqualTo(new Accepted("Z5O3upPC88QrAjx00dis")
                        .with(Map.of("scope", "read write", "client", "l238j323ds-23ij4")));
        assertThat(read(keys, "{\"active\":true,\"username\":\"jdoe\"}")).isEqualTo(new Accepted("jdoe"));
        assertThat(read(keys, "{\"active\":true,\"sub\":\"x\",\"exp\":1419356238}"))
                .isInstanceOf(Rejected.class);
        assertThat(read(keys, "{\"active\":false}")).isInstanceOf(Rejected.class);
    }

    private static AuthResult read(Keys keys, String document) throws Exception {
        HttpConfig config = keys.config();
        ConfigurationReader reader = new ConfigurationReader(keys.properties());
        Preset preset = reader.oneOf("preset", config.preset(), Preset.class);
        return AnswerMapping.of(config, preset, reader).read(document.getBytes(StandardCharsets.UTF_8), NOW);
    }
}
