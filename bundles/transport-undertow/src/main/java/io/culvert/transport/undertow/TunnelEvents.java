package io.culvert.transport.undertow;

import io.culvert.api.transport.TunnelListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners of tunnels. Called with no monitor held. */
final class TunnelEvents {

    private static final Logger LOG = LoggerFactory.getLogger(TunnelEvents.class);

    private final List<TunnelListener> listeners = new CopyOnWriteArrayList<>();

    void add(TunnelListener listener) {
        listeners.add(listener);
    }

    void remove(TunnelListener listener) {
        listeners.remove(listener);
    }

    void tell(Consumer<TunnelListener> event) {
        for (TunnelListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException | LinkageError e) { // the latter when its bundle is being replaced
                LOG.error("A tunnel listener failed: {}", listener.getClass().getName(), e);
            }
        }
    }
}
