package io.culvert.api.transport;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears of tunnels; any number may be registered as services. Called by the thread on which it happens, usually an I/O
 * thread, before the peers are told: must not block. A listener that throws is logged and otherwise ignored.
 */
@ConsumerType
public interface TunnelListener {

    /** A tunnel was established. */
    default void opened(TunnelInfo tunnel) {}

    /** One end has left, so the key is free; what it had sent is still being delivered. Called once. */
    default void closing(TunnelInfo tunnel) {}

    /**
     * Both ends are gone. Called once, after {@link #closing}, and after the tunnel has left {@link Transport#tunnels}.
     *
     * @param tunnel with all of its bytes
     * @param reason how the first end left
     */
    default void closed(TunnelInfo tunnel, CloseReason reason) {}
}
