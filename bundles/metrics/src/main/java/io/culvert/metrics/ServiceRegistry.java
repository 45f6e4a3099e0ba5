package io.culvert.metrics;

import java.util.function.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * The framework's services.
 *
 * @param context of this bundle
 */
record ServiceRegistry(BundleContext context) implements Services {

    @Override
    public <S, A> A ask(Class<S> type, Function<S, A> question, A ifMissing) {
        ServiceReference<S> reference = context.getServiceReference(type);
        S service = reference == null ? null : context.getService(reference);
        if (service == null) {
            return ifMissing;
        }
        try {
            return question.apply(service);
        } finally {
            context.ungetService(reference);
        }
    }
}
