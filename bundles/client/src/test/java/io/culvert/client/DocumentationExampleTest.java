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

/** The example of docs/client.md is the code between the markers here. */
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

    @Test
    void theDocumentShowsThisCode() throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/culvert/client/DocumentationExampleTest.java"));
        String begin = "    // example begins\n";
        String example = source.substring(
                        source.indexOf(begin) + begin.length(), source.indexOf("    // example ends\n"))
                .replaceAll("(?m)^ {4}", "");
        assertThat(Files.readString(Path.of("../../docs/client.md"))).contains(example);
    }
}
