package io.culvert.transport.undertow;

import io.culvert.api.transport.TunnelListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners of tunnels, one event after the other, on a thread of their own. */
final class TunnelEvents {

    private static final Logger LOG = LoggerFactory.getLogger(TunnelEvents.class);

    private final List<TunnelListener> listeners = new CopyOnWriteArrayList<>();
    private final ExecutorService executor = Executors.newSingleThreadExecutor(UndertowTransport.thread("events"));

    void add(TunnelListener listener) {
        listeners.add(listener);
    }

    void remove(TunnelListener listener) {
        listeners.remove(listener);
    }

    void tell(Consumer<TunnelListener> event) {
        try {
            executor.execute(() -> listeners.forEach(listener -> tell(listener, event)));
        } catch (RejectedExecutionException e) {
            LOG.debug("Stopped; nobody hears of the end of a tunnel");
        }
    }

    private static void tell(TunnelListener listener, Consumer<TunnelListener> event) {
        try {
            event.accept(listener);
        } catch (RuntimeException e) {
            LOG.error("A tunnel listener failed: {}", listener.getClass().getName(), e);
        }
    }

    void stop() {
        executor.shutdown();
    }
}
