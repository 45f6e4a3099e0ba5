package io.culvert.transport.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.Connection;
import io.culvert.api.transport.ConnectionHandler;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of connections whose handler fails, as one may whose bundle is just being replaced. */
@Timeout(60)
class FaultyHandlerTest {

    @SuppressWarnings("NullAway.Init")
    private Gateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new Gateway(Map.of("ping_interval", 0));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private Socket connect(int port) throws Exception {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout((int) (Gateway.PATIENCE_SECONDS * 1000));
        return socket;
    }

    @Test
    void aConnectionThatTheAcceptorFailsToTakeIsClosed() throws Exception {
        gateway.transport.bindAcceptor(connection -> {
            throw new IllegalStateException("a test");
        });
        try (Socket stream = connect(gateway.listenStream());
                RawPeer peer = RawPeer.connect(connect(gateway.listenPlain()))) {
            assertThat(stream.getInputStream().read()).isEqualTo(-1);
            assertThat(peer.atEnd()).isTrue();
        }
    }

    @Test
    void aConnectionIsClosedAlthoughItsHandlerFailsToHearOfThat() throws Exception {
        gateway.transport.bindAcceptor(connection -> new ConnectionHandler() {
            @Override
            public void text(ByteBuffer utf8) {
                throw new IllegalStateException("a test");
            }

            @Override
            public void binary() {}

            @Override
            public void closed(CloseReason reason) {
                throw new IllegalStateException("another test");
            }
        });
        int port = gateway.listenStream();
        try (Socket leaves = connect(port);
                Socket talks = connect(port)) {
            leaves.shutdownOutput();
            assertThat(leaves.getInputStream().read()).isEqualTo(-1);
            talks.getOutputStream().write("x".getBytes(StandardCharsets.UTF_8));
            assertThat(talks.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void twoQuestionsWhetherAPeerIsThereGetTheSameAnswer() throws Exception {
        try (RawPeer peer = RawPeer.connect(connect(gateway.listenPlain()))) {
            Connection connection = gateway.accepted().connection;
            var first = connection.probe(Duration.ofSeconds(10)).toCompletableFuture();
            var second = connection.probe(Duration.ofSeconds(10)).toCompletableFuture();
            peer.send(0x8A, new byte[0]);
            assertThat(first.get()).isTrue();
            assertThat(second.get()).isTrue();
        }
    }
}
