package io.culvert.ca.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.osgi.service.component.ComponentContext;
import org.osgi.util.converter.Converters;

class DoorsTest {

    private final Set<String> open = new TreeSet<>();
    private final ComponentContext context = (ComponentContext) Proxy.newProxyInstance(
            DoorsTest.class.getClassLoader(), new Class<?>[] {ComponentContext.class}, (proxy, method, arguments) -> {
                String component = (String) arguments[0];
                return switch (method.getName()) {
                    case "enableComponent" -> {
                        open.add(component);
                        yield null;
                    }
                    case "disableComponent" -> {
                        open.remove(component);
                        yield null;
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                };
            });

    @Test
    void allAreOpenUnlessToldOtherwise() {
        configure(Map.of());
        assertThat(open).containsExactly("io.culvert.ca.http.crl", "io.culvert.ca.http.est", "io.culvert.ca.http.ocsp");
    }

    @Test
    void eachCanBeShutAndOpenedAgain() {
        for (String door : Set.of("est", "crl", "ocsp")) {
            configure(Map.of());
            configure(Map.of(door, "false"));
            assertThat(open).hasSize(2).doesNotContain("io.culvert.ca.http." + door);
            configure(Map.of(door, "true"));
            assertThat(open).hasSize(3);
        }
    }

    private void configure(Map<String, String> configuration) {
        Doors unused = new Doors(
                context, Converters.standardConverter().convert(configuration).to(Doors.Config.class));
        assertThat(unused).isNotNull();
    }
}
