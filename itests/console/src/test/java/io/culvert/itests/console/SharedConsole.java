package io.culvert.itests.console;

import io.culvert.itests.gateway.Distribution;
import io.culvert.itests.gateway.GatewayProcess;
import io.culvert.itests.peers.Await;
import io.culvert.itests.peers.Endpoint;
import io.culvert.itests.peers.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The gateway and the browser that the tests share.
 *
 * @param gateway with all users
 * @param authority of a balancer
 * @param chromium that trusts the gateway's authority, and the balancer's
 */
record SharedConsole(GatewayProcess gateway, LocalAuthority authority, Chromium chromium) implements AutoCloseable {

    static SharedConsole start() throws IOException, InterruptedException {
        GatewayProcess gateway = GatewayProcess.start("console", (etc, tls) -> patience(etc));
        try {
            User.addTo(gateway);
            Await.until("the console's port", Duration.ofSeconds(60), () -> opens(gateway.consolePort()));
            LocalAuthority authority =
                    LocalAuthority.create(Distribution.directory().resolve("authority"));
            return new SharedConsole(gateway, authority, Chromium.start(gateway.authority(), authority.certificate()));
        } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
            gateway.close();
            throw e;
        }
    }

    /** Where the console is, without a slash at its end. */
    String origin() {
        return "https://localhost:" + gateway.consolePort();
    }

    @Override
    public void close() {
        chromium.close();
        gateway.close();
    }

    /** The peers of these tests answer no ping, and a browser on a busy machine takes its time. */
    private static void patience(Path etc) throws IOException {
        Files.writeString(
                etc.resolve("io.culvert.transport.undertow.cfg"),
                "node.id = itest\nping.interval = 120\nhandshake.timeout = 30\n");
    }

    private static boolean opens(int port) {
        try (Wire wire = Wire.open(Endpoint.plain(port))) {
            return wire.localPort() > 0;
        } catch (IOException e) {
            return false;
        }
    }
}
