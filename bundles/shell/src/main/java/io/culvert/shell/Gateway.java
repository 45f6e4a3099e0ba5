package io.culvert.shell;

import io.culvert.api.event.Event;
import io.culvert.api.event.EventListener;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the gateway's parts among the services.
 *
 * @param context of this bundle
 */
record Gateway(BundleContext context) {

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    /** Whether this bundle was stopped or updated, so that a command that still runs had better end. */
    boolean left() {
        try {
            context.getBundle();
            return false;
        } catch (IllegalStateException e) {
            return true; // the framework has no other way to say so
        }
    }

    /**
     * The service as it is now, to be used at once and not kept; {@code null} when there is none.
     *
     * @throws IllegalStateException when this bundle is stopped
     */
    <S> @Nullable S find(Class<S> type) {
        ServiceReference<S> reference = context.getServiceReference(type);
        if (reference == null) {
            return null;
        }
        S service = context.getService(reference);
        // The broker and the transport stand by themselves, we only look at them for a moment.
        context.ungetService(reference);
        return service;
    }

    /** Tells everybody who wants to hear of it. */
    void tell(Event event) {
        for (ServiceReference<EventListener> reference : listeners()) {
            EventListener listener = context.getService(reference);
            try {
                if (listener != null) {
                    listener.happened(event);
                }
            } catch (RuntimeException | LinkageError e) { // somebody else's code; the deed is done whatever it does
                LOG.warn("Event listener {} failed", listener, e);
            } finally {
                context.ungetService(reference);
            }
        }
    }

    private Collection<ServiceReference<EventListener>> listeners() {
        try {
            return context.getServiceReferences(EventListener.class, null);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("there is no filter", e);
        }
    }
}
