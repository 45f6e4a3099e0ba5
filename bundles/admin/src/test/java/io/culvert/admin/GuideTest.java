package io.culvert.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every example of docs/admin-api.md that is marked to be run does what it should. */
final class GuideTest {

    private static final Pattern BLOCK = Pattern.compile("<!-- run -->\n```sh\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path state = Path.of(""); // set by JUnit

    @Test
    void everyExampleWorks() throws Exception {
        List<String> blocks = BLOCK.matcher(Files.readString(Path.of("../../docs/admin-api.md")))
                .results()
                .map((MatchResult each) -> each.group(1))
                .toList();
        assertThat(blocks).hasSizeGreaterThan(5);
        try (AdminServer server = new AdminServer(state)) {
            server.gateway.tunnels.add(FakeGateway.tunnel(1, 1));
            for (String block : blocks) {
                ProcessBuilder shell = new ProcessBuilder("bash", "-euc", block).directory(state.toFile());
                shell.environment().put("API", server.uri("").toString());
                shell.environment().put("TOKEN", "admin");
                Process process = shell.redirectErrorStream(true).start();
                String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(process.waitFor()).as("%s%n%s", block, output).isZero();
            }
            assertThat(server.gateway.closed).containsExactly("t1 1008 maintenance");
            assertThat(state.resolve("culvert.conf")).content().contains("server 127.0.0.1:8443");
        }
    }
}
