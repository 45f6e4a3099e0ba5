package io.culvert.tls.boringssl;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class ActivationTest {

    private final String processor = System.getProperty("os.arch");
    private final List<String> calls = new ArrayList<>();

    private <T> T recording(Class<T> type, Object answer) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    calls.add(method.getName());
                    return method.getReturnType() == void.class ? null : answer;
                }));
    }

    @AfterEach
    void restore() {
        System.setProperty("os.arch", processor);
    }

    @Test
    void offersTheServiceAndTakesItBack() {
        ServiceRegistration<?> registration = recording(ServiceRegistration.class, this);
        Activation activation = new Activation(recording(BundleContext.class, registration));
        activation.deactivate();
        assertThat(calls).containsExactly("registerService", "unregister");
    }

    @Test
    void offersNothingWhereThereIsNoLibrary() {
        System.setProperty("os.arch", "riscv64");
        Activation activation = new Activation(recording(BundleContext.class, this));
        activation.deactivate();
        assertThat(calls).isEmpty();
    }
}
