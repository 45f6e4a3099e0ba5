package io.culvert.itests.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.itests.gateway.GatewayProcess;
import io.culvert.itests.gateway.GatewayShell;
import io.culvert.itests.peers.Await;
import io.culvert.itests.peers.Flow;
import io.culvert.itests.peers.Json;
import io.culvert.itests.peers.PeerKind;
import io.culvert.itests.peers.Tunnel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** The example's jar comes, changes and goes while a tunnel moves data. */
class PluginIT {

    private static final String NAME = "com.example.culvert.hmac";
    private static final String KEY = "key-of-the-test";
    private static final String GOOD =
            "alice:4102444800:1eee20cb2aae986adee0edc611a3b2f3caab7ba9693fa23aa5bc58ac2fed2bdb";

    @Test
    void takesPartWhenItComesChangesAndGoesAndNoTunnelNotices() throws Exception {
        Path first = build("first", "");
        Path second = build("second", "second:");
        try (GatewayProcess gateway = GatewayProcess.start("plugin");
                Tunnel tunnel = Tunnel.between(
                        gateway.ports(), PeerKind.CLASSIC_WEBSOCKET, PeerKind.CLASSIC_STREAM, "token-0")) {
            GatewayShell shell = GatewayShell.of(gateway);
            Object listeners = listeners(shell);
            Flow there = Flow.start(tunnel.first(), tunnel.second(), 1);
            Flow back = Flow.start(tunnel.second(), tunnel.first(), 2);

            put(gateway, first);
            await("the shell to miss the configuration", () -> problem(shell)
                    .equals("has no configuration: write etc/" + NAME + "-NAME.config, or make one in the console"));
            Files.writeString(gateway.etc(NAME + "-itest.config"), ".key=\"" + KEY + "\"\n");
            await("the jar and its configuration to take part", () -> Meeting.at(gateway, GOOD));
            assertThat(shell.authenticator(NAME)).containsEntry("name", "hmac").containsEntry("ranking", 50L);
            assertThat(problem(shell)).isEmpty();

            put(gateway, second);
            await("the changed jar to take part", () -> Meeting.at(gateway, "second:" + GOOD));
            assertThat(Meeting.at(gateway, GOOD)).isFalse();

            Files.delete(deployed(gateway));
            await("the jar to be gone", () -> !Meeting.at(gateway, "second:" + GOOD));
            assertThat(shell.authenticator(NAME)).isEmpty();

            put(gateway, first);
            await("the jar to take part again", () -> Meeting.at(gateway, GOOD));

            there.awaitProgress();
            back.awaitProgress();
            Await.until("the other peers to be gone", () -> listeners.equals(listeners(shell)));
            long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
            there.stop(deadline);
            back.stop(deadline);
        }
    }

    /** Builds the example as a stranger does, for tokens that begin with this. */
    private static Path build(String name, String prefix) throws IOException, InterruptedException {
        Path project = Stranger.example(name);
        Path source = project.resolve("src/main/java/com/example/culvert/hmac/HmacAuthenticator.java");
        String text = Files.readString(source);
        String pattern = "Pattern.compile(\"";
        assertThat(text).containsOnlyOnce(pattern);
        Files.writeString(source, text.replace(pattern, pattern + prefix));
        Stranger.run(project, "mvn -B package -DskipTests", Map.of());
        return Stranger.jar(project);
    }

    private static Path deployed(GatewayProcess gateway) {
        return gateway.state().resolve("deploy/hmac.jar");
    }

    private static void put(GatewayProcess gateway, Path jar) throws IOException {
        Path draft = Files.copy(jar, gateway.state().resolve("hmac.new"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(draft, deployed(gateway), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Waits, and tells how long: two seconds are promised. */
    private static void await(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        Await.until(what, condition);
        System.out.printf("%d ms for %s%n", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start), what);
    }

    private static String problem(GatewayShell shell) {
        try {
            return shell.problem(NAME);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The listeners, their addresses and how many connections each has. */
    private static Object listeners(GatewayShell shell) {
        try {
            Map<?, ?> transport = (Map<?, ?>)
                    Json.object(shell.execute("culvert:info --json")).get("transport");
            return List.of(transport == null ? "none" : transport.get("listeners"));
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
