package io.culvert.metrics;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * The framework's services. They stand by themselves, we only look at them for a moment.
 *
 * @param context of this bundle
 */
record ServiceRegistry(BundleContext context) implements Services {

    @Override
    public <S> @Nullable S find(Class<S> type) {
        ServiceReference<S> reference = context.getServiceReference(type);
        if (reference == null) {
            return null;
        }
        S service = context.getService(reference);
        context.ungetService(reference);
        return service;
    }
}
