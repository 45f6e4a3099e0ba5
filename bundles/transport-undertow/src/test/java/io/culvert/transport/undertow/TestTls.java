package io.culvert.transport.undertow;

import io.culvert.api.tls.TlsProvider;
import io.culvert.tls.boringssl.Activation;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.framework.BundleContext;

/** The kinds of TLS that the transport is tested with. */
enum TestTls {
    JAVA,
    BORINGSSL;

    private static final TlsProvider NATIVE = registered();

    TlsProvider provider() {
        return this == JAVA ? JdkTls.INSTANCE : NATIVE;
    }

    /** Does what the framework does when a service comes that is better, or goes. */
    void use(UndertowTransport transport) {
        if (this == JAVA) {
            transport.unbindTls(transport.tls());
        } else {
            transport.bindTls(NATIVE);
        }
    }

    /** What the bundle registers. */
    private static TlsProvider registered() {
        AtomicReference<TlsProvider> service = new AtomicReference<>();
        Object context = Proxy.newProxyInstance(
                TestTls.class.getClassLoader(), new Class<?>[] {BundleContext.class}, (proxy, method, arguments) -> {
                    service.set((TlsProvider) arguments[1]);
                    return null;
                });
        new Activation((BundleContext) context);
        return Objects.requireNonNull(service.get(), "BoringSSL does not work here");
    }
}
