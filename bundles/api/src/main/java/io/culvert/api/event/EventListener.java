package io.culvert.api.event;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears of what happens; any number may be registered as services. Of tunnels a
 * {@link io.culvert.api.transport.TunnelListener} hears. Called by the thread on which it happens, sometimes an I/O
 * thread: must not block. A listener that throws is logged and otherwise ignored.
 */
@ConsumerType
@FunctionalInterface
public interface EventListener {

    /** Something has happened. */
    void happened(Event event);
}
