package io.culvert.itests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.itests.peers.Endpoint;
import io.culvert.itests.peers.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Peers that take their time. */
@ExtendWith(SharedGateway.class)
class SlowlorisIT {

    /** Far less often than a real peer sends, far more often than the handshake timeout. */
    private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    @Test
    void aTlsHandshakeByteByByteIsCutOff(GatewayProcess gateway) throws Exception {
        Endpoint plainly = new Endpoint("127.0.0.1", gateway.tls(null).port(), null);
        // A ClientHello that is going to be 16 KiB long.
        drip(plainly, new byte[] {0x16, 3, 1, 0x3F, (byte) 0xFF, 1, 0, 0x3F, (byte) 0xFB, 3, 3});
    }

    @Test
    void anUpgradeByteByByteIsCutOff(GatewayProcess gateway) throws Exception {
        drip(gateway.ports().websocket(), "GET /websocket HTTP/1.1\r\nX: ".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void silenceInsteadOfAnUpgradeIsCutOff(GatewayProcess gateway) throws Exception {
        try (Wire wire = Wire.open(gateway.ports().websocket())) {
            assertThat(wire.in().read()).isNegative();
        }
    }

    private static void drip(Endpoint endpoint, byte[] beginning) throws IOException {
        try (Wire wire = Wire.open(endpoint)) {
            FutureEnd end = new FutureEnd(wire);
            long deadline = System.nanoTime() + PATIENCE;
            for (int i = 0; !end.came() && System.nanoTime() < deadline; i++) {
                try {
                    wire.out().write(i < beginning.length ? beginning[i] : 'x');
                } catch (IOException e) {
                    return;
                }
                LockSupport.parkNanos(INTERVAL);
            }
            assertThat(end.came()).isTrue();
        }
    }

    /** Reads until the gateway has had enough. */
    private static final class FutureEnd {
        private volatile boolean came;

        FutureEnd(Wire wire) {
            Thread reader = new Thread(() -> await(wire), "reader");
            reader.setDaemon(true);
            reader.start();
        }

        private void await(Wire wire) {
            try {
                while (wire.in().read() >= 0) {
                    // An answer such as 408 is fine, if the end comes after it.
                }
                came = true;
            } catch (IOException e) {
                came = true;
            }
        }

        boolean came() {
            return came;
        }
    }
}
