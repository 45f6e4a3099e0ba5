package io.culvert.ca;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * Finds other parts of the gateway when they are needed. Declared as references they would make a circle, since they
 * refer to the authority themselves.
 *
 * @param context of this bundle
 */
record Services(BundleContext context) {

    /** The service as it is now, to be used at once and not kept; {@code null} when there is none. */
    <S> @Nullable S find(Class<S> type) {
        ServiceReference<S> reference = context.getServiceReference(type);
        if (reference == null) {
            return null;
        }
        S service = context.getService(reference);
        context.ungetService(reference);
        return service;
    }
}
