package io.culvert.authenticator.http;

import static io.culvert.authenticator.http.Peers.ask;
import static io.culvert.authenticator.http.Peers.failure;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.AuthResult.Abstained;
import io.culvert.api.auth.AuthResult.Accepted;
import io.culvert.api.auth.AuthResult.Rejected;
import io.culvert.api.auth.Credentials;
import io.culvert.authenticator.http.TestService.Question;
import io.culvert.authenticator.http.TestService.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class HttpAuthenticatorTest {

    private static final String YES = "{\"valid\":true,\"subject\":\"alice\"}";
    private static final String NO = "{\"valid\":false}";

    @Test
    void asksTheServiceAndTellsItEverything() throws Exception {
        try (TestService service = TestService.answering(YES)) {
            assertThat(ask(Keys.of(service.url()).start(), "s3cret")).isEqualTo(new Accepted("alice"));

            Question question = service.questions.getFirst();
            assertThat(question.method()).isEqualTo("POST");
            assertThat(question.uri()).isEqualTo("/check");
            assertThat(question.header("Content-type")).isEqualTo("application/json");
            assertThat(question.headers()).doesNotContainKeys("Authorization", "Culvert-signature");
            assertThat(strings(question.body()))
                    .isEqualTo(Map.of(
                            "token", "s3cret",
                            "uuid", "{uuid-1}",
                            "name", "a name",
                            "nonce", "n0nce",
                            "address", "192.0.2.7"));
        }
    }

    @Test
    void saysNothingOfWhatThePeerDidNotSay() throws Exception {
        try (TestService service = TestService.answering(YES)) {
            Credentials seed =
                    new Credentials("s3cret", null, null, null, Peers.with("").connection());
            ask(Keys.of(service.url()).start(), seed);

            assertThat(strings(service.questions.getFirst().body())).containsOnlyKeys("token", "address");
        }
    }

    @Test
    void rejectsWhatTheServiceCallsBad() {
        try (TestService service = TestService.answering(NO)) {
            assertThat(ask(Keys.of(service.url()).start(), "s3cret"))
                    .isEqualTo(new Rejected("the service says that the token is not good"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 301, 302, 307, 400, 401, 403, 404, 407, 413, 429, 500, 502, 503})
    void anyOtherStatusThanOkIsAFailureWhateverTheBodySays(int status) {
        try (TestService service = TestService.answering(status, status == 204 ? "" : YES)) {
            assertThat(failure(Keys.of(service.url()).start(), "s3cret"))
                    .startsWith("the service answers with status " + status);
            assertThat(service.questions)
                    .as("questions, without those of a redirect")
                    .hasSize(1);
        }
    }

    @Test
    void statusesCanMeanThatTheTokenIsBad() {
        try (TestService service = TestService.answering(401, "")) {
            Keys keys = Keys.of(service.url()).with("rejecting.status", new String[] {"401", "404"});
            assertThat(ask(keys.start(), "s3cret")).isEqualTo(new Rejected("the service answers with status 401"));
            service.answer = question -> new Reply(403, "");
            assertThat(failure(keys.start(), "s3cret")).contains("403", "does not let the gateway ask");
        }
    }

    @Test
    void theStatusAloneMayDecide() {
        try (TestService service = TestService.answering("{\"login\":\"alice\"}")) {
            HttpAuthenticator authenticator = Keys.of(service.url())
                    .with("preset", "custom")
                    .with("answer.valid", "-")
                    .with("answer.identity", "/login")
                    .with("rejecting.status", "403, 404")
                    .start();
            assertThat(ask(authenticator, "s3cret")).isEqualTo(new Accepted("alice"));
            service.answer = question -> new Reply(404, "");
            assertThat(ask(authenticator, "s3cret")).isInstanceOf(Rejected.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\"\\\n\r\t\u0000\u0001\u007f",
                "\",\"valid\":true,\"",
                "&token=other&valid=%22",
                "a=b&c+d%20e",
                "schlüssel-ключ-鍵-🔑",
                "\u2028\u2029\ufeff\uffff",
                "${env:HOME}$(id)`id`'--",
            })
    void aTokenArrivesAsItIs(String token) throws Exception {
        try (TestService service = TestService.answering(YES)) {
            ask(Keys.of(service.url()).start(), token);
            assertThat(strings(service.questions.getFirst().body())).containsEntry("token", token);

            service.answer = question -> Reply.ok("{\"active\":true,\"sub\":\"alice\"}");
            Keys form = Keys.of(service.url()).with("preset", "introspection").with("auth", "none");
            assertThat(ask(form.start(), token)).isInstanceOf(Accepted.class);
            assertThat(decoded(service.questions.getLast().body())).isEqualTo(Map.of("token", token));
        }
    }

    @Test
    void halfASurrogatePairIsNotSentAsSomethingElse() {
        try (TestService service = TestService.answering(YES)) {
            for (String token : List.of("\ud800", "a\udc00b", "\udc00\ud800")) {
                assertThat(ask(Keys.of(service.url()).start(), token)).isInstanceOf(Rejected.class);
            }
            assertThat(service.questions).isEmpty();
        }
    }

    @Test
    void aLongTokenArrivesWhole() throws Exception {
        String token = "x".repeat(10_000);
        try (TestService service = TestService.answering(NO)) {
            assertThat(ask(Keys.of(service.url()).start(), token)).isInstanceOf(Rejected.class);
            assertThat(strings(service.questions.getFirst().body())).containsEntry("token", token);
        }
    }

    @Test
    void abstainsFromWhatThePatternLeavesOut() {
        try (TestService service = TestService.answering(YES)) {
            HttpAuthenticator authenticator =
                    Keys.of(service.url()).with("pattern", "cloud-[0-9a-f]+").start();
            for (String token : List.of("", "other", "cloud-", "cloud-12\n", "xcloud-12", "cloud-12x")) {
                assertThat(ask(authenticator, token)).as(token).isInstanceOf(Abstained.class);
            }
            assertThat(service.questions).isEmpty();
            assertThat(ask(authenticator, "cloud-12ef")).isInstanceOf(Accepted.class);
        }
    }

    @Test
    void aPatternThatIsTooMuchForALongTokenIsThePeersProblem() {
        HttpAuthenticator authenticator =
                Keys.url("https://localhost").with("pattern", "(a|b)*").start();
        assertThat(ask(authenticator, "ab".repeat(1_000_000))).isInstanceOf(Rejected.class);
    }

    @Test
    void theNymeaCloudIsToldTheTokenOnly() throws Exception {
        try (TestService service =
                TestService.answering("{\"isValid\":true,\"verifiedData\":{\"email\":\"alice@example.org\"}}")) {
            assertThat(ask(Keys.of(service.url()).with("preset", "nymea-cloud").start(), "s3cret"))
                    .isEqualTo(new Accepted("alice@example.org"));
            assertThat(service.questions.getFirst().body()).isEqualTo("{\"token\":\"s3cret\"}");
        }
    }

    @Test
    void introspectionIsAFormWithTheCredentialsOfAClient() {
        try (TestService service = TestService.answering("{\"active\":true,\"sub\":\"alice\",\"scope\":\"a b\"}")) {
            Keys keys = Keys.of(service.url())
                    .with("preset", "introspection")
                    .with("username", "gate way")
                    .with(".secret", "p:w");
            assertThat(ask(keys.start(), "s3 cret")).isEqualTo(new Accepted("alice").with(Map.of("scope", "a b")));

            Question question = service.questions.getFirst();
            assertThat(question.header("Content-type")).isEqualTo("application/x-www-form-urlencoded");
            assertThat(question.body()).isEqualTo("token=s3+cret");
            assertThat(basic(question)).isEqualTo("gate+way:p%3Aw");
        }
    }

    @Test
    void aPresetCanBeOverriddenKeyByKey() throws Exception {
        try (TestService service = TestService.answering("{\"ok\":true,\"subject\":\"alice\",\"scope\":\"s\"}")) {
            Keys keys = Keys.of(service.url())
                    .with("request.token", "jwt")
                    .with("request.nonce", "-")
                    .with("answer.valid", "/ok")
                    .with("answer.scope", "-");
            assertThat(ask(keys.start(), "s3cret")).isEqualTo(new Accepted("alice"));
            assertThat(strings(service.questions.getFirst().body()))
                    .containsOnlyKeys("jwt", "uuid", "name", "address")
                    .containsEntry("jwt", "s3cret");
        }
    }

    @Test
    void saysWhoItIs(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), "pässword\n");
        String home = System.getenv("HOME");
        try (TestService service = TestService.answering(YES)) {
            ask(
                    Keys.of(service.url())
                            .with("auth", "basic")
                            .with("username", "gate way")
                            .with(".secret", "file:" + file)
                            .start(),
                    "s3cret");
            assertThat(basic(service.questions.getLast())).isEqualTo("gate way:pässword");

            ask(
                    Keys.of(service.url())
                            .with("auth", "bearer")
                            .with(".secret", "env:HOME")
                            .start(),
                    "s3cret");
            assertThat(service.questions.getLast().header("Authorization")).isEqualTo("Bearer " + home);
        }
    }

    @Test
    void tooManyQuestionsAtOnceFailAtOnce() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        try (TestService service = TestService.of(TestCertificate.SERVICE, null, question -> {
            await(open);
            return Reply.ok(YES);
        })) {
            HttpAuthenticator authenticator = Keys.of(service.url())
                    .with("concurrency", 4)
                    .with("timeout", 60)
                    .start();
            List<CompletableFuture<AuthResult>> under = IntStream.range(0, 4)
                    .mapToObj(
                            i -> authenticator.authenticate(Peers.with("t" + i)).toCompletableFuture())
                    .toList();
            assertThat(failure(authenticator, "one more"))
                    .isEqualTo("https://localhost:" + service.port() + " is asked 4 questions already (concurrency)");
            open.countDown();
            for (CompletableFuture<AuthResult> each : under) {
                assertThat(each.get(Peers.PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(new Accepted("alice"));
            }
            assertThat(ask(authenticator, "now")).isEqualTo(new Accepted("alice"));
        }
    }

    @Test
    void takesUpAChangedFileAndKeepsAGoodOneBeforeAMistake() {
        try (TestService first = TestService.answering(YES);
                TestService second = TestService.answering(NO)) {
            HttpAuthenticator authenticator = Keys.of(first.url()).start();
            assertThat(ask(authenticator, "s3cret")).isInstanceOf(Accepted.class);

            Keys wrong = Keys.of(second.url()).with("preset", "lambda");
            authenticator.modified(wrong.config(), wrong.properties());
            assertThat(ask(authenticator, "s3cret")).isInstanceOf(Accepted.class);

            Keys right = Keys.of(second.url());
            authenticator.modified(right.config(), right.properties());
            assertThat(ask(authenticator, "s3cret")).isInstanceOf(Rejected.class);
        }
    }

    @Test
    void aFirstFileWithAMistakeLetsNobodyInUntilItIsPutRight() {
        try (TestService service = TestService.answering(YES)) {
            HttpAuthenticator authenticator =
                    Keys.of(service.url()).with("timeout", "soon").start();
            assertThat(failure(authenticator, "s3cret")).isEqualTo("there is no service to ask: see the log");

            Keys right = Keys.of(service.url());
            authenticator.modified(right.config(), right.properties());
            assertThat(ask(authenticator, "s3cret")).isInstanceOf(Accepted.class);

            authenticator.deactivated();
            assertThat(failure(authenticator, "s3cret")).contains("no service");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(Peers.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String basic(Question question) {
        String header = question.header("Authorization");
        assertThat(header).startsWith("Basic ");
        return new String(Base64.getDecoder().decode(header.substring("Basic ".length())), StandardCharsets.UTF_8);
    }

    /** The members of a flat JSON object. */
    private static Map<String, String> strings(String body) throws IOException {
        Map<String, String> strings = new TreeMap<>();
        try (JsonParser parser = new JsonFactory().createParser(body)) {
            List<JsonToken> kinds = new ArrayList<>();
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                kinds.add(token);
                if (token == JsonToken.VALUE_STRING) {
                    strings.put(parser.currentName(), parser.getText());
                }
            }
            assertThat(kinds)
                    .containsOnly(
                            JsonToken.START_OBJECT, JsonToken.FIELD_NAME, JsonToken.VALUE_STRING, JsonToken.END_OBJECT);
        }
        return strings;
    }

    private static Map<String, String> decoded(String form) {
        Map<String, String> fields = new TreeMap<>();
        for (String field : form.split("&", -1)) {
            String[] parts = field.split("=", 2);
            fields.put(
                    java.net.URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                    java.net.URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return fields;
    }
}
