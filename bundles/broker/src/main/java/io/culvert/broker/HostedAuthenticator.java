package io.culvert.broker;

import io.culvert.api.auth.Authenticator;
import io.culvert.api.broker.AuthenticatorInfo;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An authenticator that takes part.
 *
 * @param service itself
 * @param id its service id, unique and growing
 * @param name for people
 * @param pid of its configuration; {@code null} when it has none
 * @param bundle symbolic name of the bundle it comes from
 * @param terms how it is treated
 * @param statistics how it does
 * @param circuit whether it is asked
 * @param accepted whom it accepted lately
 */
record HostedAuthenticator(
        Authenticator service,
        long id,
        String name,
        @Nullable String pid,
        String bundle,
        Terms terms,
        AuthenticatorStatistics statistics,
        Circuit circuit,
        AcceptanceCache accepted) {

    /** The order in which authenticators are asked. */
    static final Comparator<HostedAuthenticator> ORDER = Comparator.<HostedAuthenticator>comparingInt(
                    hosted -> hosted.terms().ranking())
            .reversed()
            .thenComparingLong(HostedAuthenticator::id);

    /** An authenticator as its service properties describe it. */
    static HostedAuthenticator of(Authenticator service, Map<String, ?> properties, String bundle) {
        Terms terms = Terms.of(properties);
        return new HostedAuthenticator(
                service,
                id(properties),
                name(service, properties),
                pid(properties.get("service.pid")),
                bundle,
                terms,
                new AuthenticatorStatistics(),
                new Circuit(),
                new AcceptanceCache(terms));
    }

    /** The same with its history; whom it accepted before it was changed is forgotten. */
    HostedAuthenticator succeeding(HostedAuthenticator before) {
        return new HostedAuthenticator(
                service, id, name, pid, bundle, terms, before.statistics, before.circuit, accepted);
    }

    static long id(Map<String, ?> properties) {
        return properties.get("service.id") instanceof Long id ? id : 0;
    }

    AuthenticatorInfo info() {
        return new AuthenticatorInfo(
                name,
                bundle,
                pid,
                terms.ranking(),
                statistics.calls(),
                statistics.accepted(),
                statistics.rejected(),
                statistics.abstained(),
                statistics.failed(),
                statistics.remembered(),
                statistics.durations().quantile(0.5),
                statistics.durations().quantile(0.99),
                statistics.lastError(),
                circuit.state());
    }

    /** OSGi allows one, an array and a collection. */
    private static @Nullable String pid(@Nullable Object property) {
        if (property instanceof String[] array) {
            return array.length == 0 ? null : array[0];
        } else if (property instanceof Collection<?> several) {
            return several.isEmpty() ? null : String.valueOf(several.iterator().next());
        }
        return property instanceof String one ? one : null;
    }

    private static String name(Authenticator service, Map<String, ?> properties) {
        if (properties.get("name") instanceof String name && !name.isBlank()) {
            return name;
        }
        String type = properties.get("component.name") instanceof String component
                ? component
                : service.getClass().getName();
        return type.substring(type.lastIndexOf('.') + 1);
    }
}
