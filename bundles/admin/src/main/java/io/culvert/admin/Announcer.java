package io.culvert.admin;

import io.culvert.api.event.Event;
import io.culvert.api.event.EventListener;
import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells whoever wants to hear what operators have done. For any thread. */
@Component(service = Announcer.class)
public final class Announcer {

    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    volatile List<EventListener> listeners = List.of();

    void announce(Event event) {
        for (EventListener listener : listeners) {
            try {
                listener.happened(event);
            } catch (RuntimeException e) { // a plugin's, perhaps
                LOG.warn("A listener of events failed", e);
            }
        }
    }
}
