package io.culvert.console;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

/** A configuration as Declarative Services make it: what is not set has its default. */
final class Defaults {

    private Defaults() {}

    static ConsoleConfig except(Map<String, Object> set) {
        Map<String, Object> values = new HashMap<>(set);
        return (ConsoleConfig) Proxy.newProxyInstance(
                Defaults.class.getClassLoader(),
                new Class<?>[] {ConsoleConfig.class},
                (proxy, method, arguments) -> values.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}
