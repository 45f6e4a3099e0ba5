package io.culvert.shell;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * Finds the gateway's parts among the services.
 *
 * @param context of this bundle
 */
record Gateway(BundleContext context) {

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
}
