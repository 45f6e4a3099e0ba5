package io.culvert.transport.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.FreePort;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ListenerTest {

    @SuppressWarnings("NullAway.Init")
    private Gateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new Gateway(Map.of());
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private static ListenerConfig config(String host, int port) {
        return Configs.of(ListenerConfig.class, Map.of("tls", false, "host", host, "port", port));
    }

    private static boolean listensEverywhere(Listener listener) {
        return listener.info().orElseThrow().address().getAddress().isAnyLocalAddress();
    }

    @Test
    void thePortCanBeOpenedToAllAddressesWhileItIsInUse() throws Exception {
        int port = gateway.listen(Map.of("tls", false, "port", FreePort.next()));
        Listener listener = gateway.listeners.get(0);
        listener.modified(config("0.0.0.0", port), Map.of());
        Gateway.await(() -> listener.info().isPresent() && listensEverywhere(listener));
        RawPeer.connect(port).close();
    }

    @Test
    void aPortThatCannotBeOpenedLeavesTheOldOneOpen() throws Exception {
        int port = gateway.listen(Map.of("tls", false, "port", FreePort.next()));
        Listener listener = gateway.listeners.get(0);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            listener.modified(config("127.0.0.1", taken.getLocalPort()), Map.of());
            RawPeer.connect(port).close();
        }
        listener.modified(config("192.0.2.1", port), Map.of());
        Gateway.await(() -> listener.info().isPresent());
        RawPeer.connect(port).close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            optional | no certificate: give certificate and certificate.key, or install the feature culvert-ca
            required | client.certificate = required, and there is no authority to believe: give client.ca, or
            """)
    void whatAClosedPortWaitsForIsToldOnceAndNotAtOnce(String wanted, String message, @TempDir Path folder)
            throws Exception {
        if (wanted.equals("required")) {
            Gateway.certify(folder);
        }
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            Listener listener = gateway.listener(Map.of(
                    "certificate",
                    folder.resolve("gateway.crt").toString(),
                    "certificate_key",
                    folder.resolve("gateway.key").toString(),
                    "client_certificate",
                    wanted));
            assertThat(listener.info()).isEmpty();
            assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain(message);
            Gateway.await(() -> log.toString(StandardCharsets.UTF_8).contains(message));
            gateway.transport.bindAuthority(new FakeAuthority(folder));
            Gateway.port(listener);
            assertThat(log.toString(StandardCharsets.UTF_8)).containsOnlyOnce(message);
        } finally {
            System.setErr(before);
        }
    }

    @Test
    void aPortWithoutTlsHasNothingToWaitFor() throws Exception {
        assertThat(gateway.listener(Map.of("tls", false)).info()).isPresent();
        assertThat(gateway.listener(Map.of("tls", false, "client_certificate", "required"))
                        .info())
                .isEmpty();
    }
}
