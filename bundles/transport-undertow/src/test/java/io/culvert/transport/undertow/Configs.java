package io.culvert.transport.undertow;

import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.util.Map;

/** Configurations as DS would make them: the annotation's defaults, but for what is given. */
final class Configs {

    private Configs() {}

    static <A extends Annotation> A of(Class<A> type, Map<String, Object> values) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            Object given = values.get(method.getName());
            return given != null ? given : method.getDefaultValue();
        }));
    }
}
