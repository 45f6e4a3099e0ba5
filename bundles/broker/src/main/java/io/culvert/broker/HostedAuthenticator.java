package io.culvert.broker;

import io.culvert.api.auth.Authenticator;
import io.culvert.api.broker.AuthenticatorInfo;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An authenticator that takes part.
 *
 * @param service itself
 * @param id its service id, unique and growing
 * @param name for people
 * @param bundle symbolic name of the bundle it comes from
 * @param ranking the higher is asked first
 * @param statistics how it does
 */
record HostedAuthenticator(
        Authenticator service, long id, String name, String bundle, int ranking, AuthenticatorStatistics statistics) {

    /** The order in which authenticators are asked. */
    static final Comparator<HostedAuthenticator> ORDER =
            Comparator.comparingInt(HostedAuthenticator::ranking).reversed().thenComparingLong(HostedAuthenticator::id);

    private static final Logger LOG = LoggerFactory.getLogger(HostedAuthenticator.class);

    /** An authenticator as its service properties describe it. */
    static HostedAuthenticator of(
            Authenticator service, Map<String, ?> properties, String bundle, AuthenticatorStatistics statistics) {
        String name = name(service, properties);
        return new HostedAuthenticator(
                service, id(properties), name, bundle, parsed(name, properties.get("ranking")), statistics);
    }

    static long id(Map<String, ?> properties) {
        return properties.get("service.id") instanceof Long id ? id : 0;
    }

    AuthenticatorInfo info() {
        return new AuthenticatorInfo(
                name,
                bundle,
                ranking,
                statistics.calls(),
                statistics.accepted(),
                statistics.rejected(),
                statistics.abstained(),
                statistics.failed(),
                0,
                statistics.mean(),
                statistics.mean(),
                statistics.lastError(),
                AuthenticatorInfo.Circuit.CLOSED);
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

    private static int parsed(String name, @Nullable Object value) {
        if (value instanceof Number number) {
            return number.intValue();
        }
        // Configuration from a plain .cfg file comes as text, whatever type its key has.
        if (value instanceof String text && !text.isBlank()) {
            try {
                return Integer.parseInt(text.strip());
            } catch (NumberFormatException e) {
                LOG.warn("Authenticator {}: ranking = {} is not an integer, 0 is used", name, text);
            }
        }
        return 0;
    }
}
