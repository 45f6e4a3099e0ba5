package io.culvert.broker;

import java.lang.reflect.Proxy;
import java.util.Map;

/** Configuration as Declarative Services hands it over: defaults for what is missing, exceptions for what is wrong. */
final class FakeConfig {

    private FakeConfig() {}

    static SessionBroker.Config of(Map<String, Object> values) {
        return (SessionBroker.Config) Proxy.newProxyInstance(
                SessionBroker.Config.class.getClassLoader(),
                new Class<?>[] {SessionBroker.Config.class},
                (proxy, method, arguments) -> {
                    Object value = values.getOrDefault(method.getName(), method.getDefaultValue());
                    if (!(value instanceof Integer)) {
                        throw new IllegalStateException("not an integer: " + value);
                    }
                    return value;
                });
    }
}
