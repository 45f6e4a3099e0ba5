package io.culvert.tls.boringssl;

import io.culvert.api.tls.TlsProvider;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers BoringSSL where it works. Not the service itself, because that would be there before anybody has tried. */
@Component(
        service = {},
        immediate = true)
public final class Activation {

    private static final Logger LOG = LoggerFactory.getLogger(Activation.class);

    private final @Nullable ServiceRegistration<TlsProvider> registration;

    @Activate
    public Activation(BundleContext context) {
        registration = register(context);
    }

    private static @Nullable ServiceRegistration<TlsProvider> register(BundleContext context) {
        try {
            BoringSsl provider = BoringSsl.load();
            LOG.info("BoringSSL is loaded");
            return context.registerService(TlsProvider.class, provider, null);
        } catch (UnsatisfiedLinkError | UnsupportedOperationException e) {
            LOG.warn("No TLS by BoringSSL on this machine, Java's own stays in use: {}", e.getMessage());
            return null;
        }
    }

    @Deactivate
    void deactivate() {
        if (registration != null) {
            registration.unregister();
        }
    }
}
