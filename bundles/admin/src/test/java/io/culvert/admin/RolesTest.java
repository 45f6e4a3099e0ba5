package io.culvert.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.admin.Role;
import io.culvert.api.event.Event;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each operation, as the document has it, for each role and for nobody. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RolesTest {

    @TempDir
    static Path state = Path.of(""); // set by JUnit

    private AdminServer server;

    @BeforeAll
    void nothingIsThere() throws Exception {
        server = new AdminServer(state);
        // Whoever gets past the door finds that the part is missing, so that nothing is changed.
        server.parts.transport = null;
        server.parts.broker = null;
        server.parts.authority = null;
        server.parts.tokens = null;
        server.parts.configurations = null;
    }

    @AfterAll
    void close() throws Exception {
        server.close();
    }

    static Stream<Arguments> operations() throws Exception {
        return OpenApi.read().operations().stream().flatMap(each -> Stream.of(Role.values())
                .map(role -> Arguments.of(
                        each.method(),
                        each.path(),
                        Role.valueOf(each.description().path("x-role").asText()),
                        role)));
    }

    private HttpRequest.Builder request(String method, String path) {
        return HttpRequest.newBuilder(server.uri(path.replaceAll("\\{[^}]*}", "99")))
                .method(method, BodyPublishers.noBody());
    }

    @ParameterizedTest
    @MethodSource("operations")
    void letsInWhoHasTheRole(String method, String path, Role needed, Role has) throws Exception {
        server.told.clear();

        Reply reply = server.send(request(method, path).header("X-Test-Role", has.name()));

        if (has.includes(needed)) {
            assertThat(reply.status()).isNotIn(401, 403);
        } else {
            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.detail()).contains(Words.of(needed)).contains(Words.of(has));
            if (method.equals("GET")) {
                assertThat(server.acts()).isEmpty(); // looking is no act
            } else {
                assertThat(server.acts())
                        .singleElement()
                        .satisfies(act -> assertThat(act.success()).isFalse())
                        .extracting(Event.OperatorActed::user)
                        .isEqualTo("ann");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void letsNobodyInWhoIsNotLoggedIn(String method, String path, Role needed, Role unused) throws Exception {
        assertThat(server.send(request(method, path)).status()).isEqualTo(401);
    }
}
