package io.culvert.itests.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks for fields that a type of Kubernetes does not have: fabric8's types put them aside instead of failing. */
final class StrictFields {

    void check(@Nullable Object object) {
        if (object instanceof Collection<?> all) {
            all.forEach(this::check);
        } else if (object instanceof Map<?, ?> all) {
            all.values().forEach(this::check);
        } else if (object != null && object.getClass().getName().startsWith("io.fabric8.kubernetes.api.model.")) {
            checkFields(object);
        }
    }

    private void checkFields(Object object) {
        for (Method getter : object.getClass().getMethods()) {
            if (getter.getParameterCount() == 0
                    && getter.getName().startsWith("get")
                    && getter.getDeclaringClass() == object.getClass()) {
                Object value = get(object, getter);
                if (getter.getName().equals("getAdditionalProperties")) {
                    assertThat((Map<?, ?>) value)
                            .as("unknown fields of %s", object.getClass().getSimpleName())
                            .isEmpty();
                } else {
                    check(value);
                }
            }
        }
    }

    private static @Nullable Object get(Object object, Method getter) {
        try {
            return getter.invoke(object);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
