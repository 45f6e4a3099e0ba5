package io.culvert.itests.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.itests.gateway.Distribution;
import io.culvert.itests.gateway.GatewayProcess;
import io.culvert.itests.peers.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Does what docs/writing-an-authenticator.md says, from nothing to a token that is accepted. */
class GuideIT {

    private static final String GENERATE = """
            mvn -B org.apache.maven.plugins:maven-archetype-plugin:3.4.1:generate -DarchetypeCatalog=local \
                -DarchetypeGroupId=io.culvert -DarchetypeArtifactId=io.culvert.authenticator.archetype \
                -DarchetypeVersion=0.1.0-SNAPSHOT -DgroupId=com.example.culvert -DartifactId=com.example.culvert.hmac
            """;

    static Stream<Guide.Block> blocks() throws IOException {
        return Guide.blocks().stream();
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void everyBlockIsPartOfTheExampleOrIsExecuted(Guide.Block block) throws IOException {
        switch (block.comment()) {
            case Guide.RUN -> assertThat(block.text()).isNotBlank();
            case Guide.INSTALL ->
                assertThat(block.text()).isEqualTo("./mvnw -pl " + Stranger.MODULES + " -am install -DskipTests\n");
            default ->
                assertThat(Stranger.ROOT.resolve("examples/authenticator-example/" + block.comment()))
                        .content()
                        .contains(block.text());
        }
    }

    /** Whoever follows the guide finds that his token opens the gate. */
    @Test
    void theCommandsLeadToATokenThatIsAccepted() throws Exception {
        Path folder = Stranger.folder("guide");
        try (GatewayProcess gateway = GatewayProcess.start("guide")) {
            String commands = Guide.blocks().stream()
                    .filter(block -> block.comment().equals(Guide.RUN))
                    .map(Guide.Block::text)
                    .collect(Collectors.joining());
            Path home = Distribution.launcher().resolve("../..").normalize();
            Stranger.run(
                    folder,
                    commands,
                    Map.of("CULVERT", home.toString(), "STATE", gateway.state().toString()));

            String token = Files.readString(folder.resolve("com.acme.door/alice.token"))
                    .strip();
            assertThat(token).startsWith("alice:");
            Await.until("the token to be accepted", () -> Meeting.at(gateway, token));
        }
    }

    @Test
    void theArchetypeGivesTheExample() throws Exception {
        Path folder = Stranger.folder("archetype");
        Stranger.run(folder, GENERATE, Map.of());

        Path generated = folder.resolve("com.example.culvert.hmac");
        Path example = Stranger.example("example");
        assertThat(files(generated)).isEqualTo(files(example));
    }

    private static Map<String, String> files(Path project) throws IOException {
        try (Stream<Path> files = Files.walk(project)) {
            return files.filter(Files::isRegularFile)
                    .collect(Collectors.toMap(file -> project.relativize(file).toString(), GuideIT::read));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
