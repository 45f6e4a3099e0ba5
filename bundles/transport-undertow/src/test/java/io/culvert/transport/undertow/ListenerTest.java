package io.culvert.transport.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static boolean listensEverywhere(Listener listener) {
        return listener.info().orElseThrow().address().getAddress().isAnyLocalAddress();
    }

    @Test
    void thePortCanBeOpenedToAllAddressesWhileItIsInUse() throws Exception {
        int port = gateway.listen(Map.of("tls", false, "port", freePort()));
        Listener listener = gateway.listeners.get(0);
        listener.modified(config("0.0.0.0", port), Map.of());
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (listener.info().isEmpty() || !listensEverywhere(listener)) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
        RawPeer.connect(port).close();
    }

    @Test
    void aPortThatCannotBeOpenedLeavesTheOldOneOpen() throws Exception {
        int port = gateway.listen(Map.of("tls", false, "port", freePort()));
        Listener listener = gateway.listeners.get(0);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            listener.modified(config("127.0.0.1", taken.getLocalPort()), Map.of());
            RawPeer.connect(port).close();
        }
        listener.modified(config("192.0.2.1", port), Map.of());
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (listener.info().isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
        RawPeer.connect(port).close();
    }
}
