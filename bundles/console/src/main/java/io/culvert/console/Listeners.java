package io.culvert.console;

import io.culvert.api.event.Event;
import io.culvert.api.event.EventListener;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who hear of events. For any thread. */
@Component(service = Listeners.class)
public final class Listeners {

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final List<EventListener> listeners = new CopyOnWriteArrayList<>();

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindListener(EventListener listener) {
        listeners.add(listener);
    }

    void unbindListener(EventListener listener) {
        listeners.remove(listener);
    }

    /** Tells all of them of an event that happens now. */
    void tell(Function<Instant, Event> made) {
        Event event = made.apply(Instant.now());
        for (EventListener listener : listeners) {
            try {
                listener.happened(event);
            } catch (RuntimeException | LinkageError e) {
                LOG.warn("A listener of events has failed: {}", e.toString());
            }
        }
    }
}
