package io.culvert.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.client.TestGateway.Habits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of docs/client.md are the code between the markers here. */
@Timeout(30)
class DocumentationExampleTest {

    // example begins
    static void ask(URI gateway, String token, byte[] request, OutputStream answer) throws IOException {
        try (CulvertClient client = CulvertClient.to(gateway)
                        .token(() -> token)
                        .nonce("today's meeting")
                        .build();
                Tunnel tunnel = client.connect()) {
            tunnel.out().write(request);
            tunnel.out().close(); // our last byte; theirs still come
            tunnel.in().transferTo(answer); // until the partner has closed its out(), too
            tunnel.awaitEnd(); // throws when the tunnel was cut instead
        }
    }
    // example ends

    // second example begins
    static Tunnel secured(URI gateway, String token, Path folder, String partner) throws IOException {
        try (CulvertClient once = CulvertClient.to(gateway).token(() -> token).build()) {
            new Enrollment(once, folder).enroll(new Enrollment.Wish(null, KeyKind.EC_P256, true, null));
            new Enrollment(once, folder).renew(false); // later, and again and again: it needs no token
        }
        return CulvertClient.to(gateway)
                .token(() -> token)
                .endToEnd(folder, partner) // both ends must; "any", a UUID or an identity
                .build()
                .connect();
    }
    // second example ends

    @Test
    void theSecondExampleWorks(@TempDir Path folder) throws Exception {
        try (TestGateway gateway = new TestGateway("ws", null, Habits.GOOD)) {
            gateway.ca = new TestCa("Test CA");
            CompletableFuture<Tunnel> one = CompletableFuture.supplyAsync(() -> secured(gateway, folder.resolve("a")));
            CompletableFuture<Tunnel> other =
                    CompletableFuture.supplyAsync(() -> secured(gateway, folder.resolve("b")));
            assertThat(one.join().partner().uuid())
                    .isEqualTo(Identity.load(folder.resolve("b")).device());
            other.join().close();
        }
    }

    private static Tunnel secured(TestGateway gateway, Path folder) {
        try {
            return secured(URI.create(gateway.url()), TestGateway.TOKEN, folder, "any");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theExampleWorks() throws Exception {
        try (TestGateway gateway = new TestGateway("ws", null, Habits.GOOD)) {
            CompletableFuture<byte[]> asked = CompletableFuture.supplyAsync(() -> answer(gateway));
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            ask(
                    URI.create(gateway.url()),
                    TestGateway.TOKEN,
                    "what time is it?".getBytes(StandardCharsets.UTF_8),
                    answer);
            assertThat(answer.toString(StandardCharsets.UTF_8)).isEqualTo("late");
            assertThat(new String(asked.join(), StandardCharsets.UTF_8)).isEqualTo("what time is it?");
        }
    }

    private static byte[] answer(TestGateway gateway) {
        try (CulvertClient client = CulvertClient.to(URI.create(gateway.url()))
                        .token(() -> TestGateway.TOKEN)
                        .nonce("today's meeting")
                        .build();
                Tunnel tunnel = client.connect()) {
            byte[] asked = tunnel.in().readAllBytes();
            tunnel.out().write("late".getBytes(StandardCharsets.UTF_8));
            tunnel.out().close();
            tunnel.awaitEnd();
            return asked;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "second "})
    void theDocumentShowsThisCode(String which) throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/culvert/client/DocumentationExampleTest.java"));
        String begin = "    // " + which + "example begins\n";
        String example = source.substring(
                        source.indexOf(begin) + begin.length(), source.indexOf("    // " + which + "example ends\n"))
                .replaceAll("(?m)^ {4}", "");
        assertThat(Files.readString(Path.of("../../docs/client.md"))).contains(example);
    }
}
