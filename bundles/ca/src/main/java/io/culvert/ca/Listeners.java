package io.culvert.ca;

import io.culvert.api.event.Event;
import io.culvert.api.event.EventListener;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who hears of what was recorded. Whatever a listener does, the authority goes on. For any thread. */
final class Listeners {

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final Set<EventListener> listeners = ConcurrentHashMap.newKeySet();
    /** Those that have thrown: once is enough to know it. */
    private final Set<EventListener> broken = ConcurrentHashMap.newKeySet();

    void add(EventListener listener) {
        listeners.add(listener);
    }

    void remove(EventListener listener) {
        listeners.remove(listener);
        broken.remove(listener);
    }

    void tell(AuditEntry entry) {
        if (listeners.isEmpty()) {
            return;
        }
        Map<String, String> details = new LinkedHashMap<>();
        put(details, "device", entry.device());
        put(details, "serial", entry.serial());
        put(details, "reason", entry.reason());
        put(details, "detail", entry.detail());
        put(details, "remote", entry.remote());
        Event event = new Event.AuthorityActed(entry.time(), entry.event().text(), entry.who(), details);
        for (EventListener listener : listeners) {
            try {
                listener.happened(event);
            } catch (RuntimeException | LinkageError e) { // somebody else's code, perhaps of a bundle that has left
                if (broken.add(listener)) {
                    LOG.warn("Event listener {} failed, and is told of events nevertheless", listener, e);
                }
            }
        }
    }

    private static void put(Map<String, String> details, String name, @Nullable String value) {
        if (value != null) {
            details.put(name, value);
        }
    }
}
