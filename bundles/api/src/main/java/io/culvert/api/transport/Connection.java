package io.culvert.api.transport;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A peer before it is in a tunnel. All methods may be called by any thread and never block.
 *
 * <p>Once {@linkplain Transport#join joined}, {@link #send} is without effect and {@link #close} closes the tunnel: a
 * handler that is still given something the peer sent too early can say so whatever happened meanwhile. Once closed,
 * every method is without effect.
 */
@ProviderType
public interface Connection {

    /** What the transport knows of this peer. */
    ConnectionInfo info();

    /**
     * Sends one message: a WebSocket peer gets a text message, a stream peer the UTF-8 bytes. Messages leave in the
     * order of the calls. A peer that lets more than 64 KiB of them pile up is closed.
     *
     * @param text one or more whole documents
     */
    void send(String text);

    /**
     * Closes after everything sent so far was written. The first call counts.
     *
     * @param reason what the peer is told
     */
    void close(CloseReason reason);

    /**
     * Asks whether the peer is still there: a WebSocket peer must answer a ping. A stream peer has no way to answer and
     * is taken for alive as long as its connection stands.
     *
     * @param patience how long to wait for a sign of life
     * @return a stage that completes with {@code false} when there was none, or when the connection is closed
     */
    CompletionStage<Boolean> probe(Duration patience);
}
