package io.culvert.metrics;

import io.culvert.api.transport.ListenerInfo;
import io.culvert.api.transport.Transport;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Dictionary;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * The ports. One that is configured and cannot be opened is nowhere among the transport's, which is why the
 * configurations are asked, too.
 *
 * @param services the gateway's parts
 * @param names of listeners
 */
record ListenerMetrics(Services services, BoundedLabel names) {

    private static final String LISTENERS = "(service.factoryPid=io.culvert.transport.undertow.listener)";
    /** What the transport calls a listener without a name. */
    private static final String UNNAMED = "main";

    List<MetricSnapshot> of(Transport transport) {
        List<ListenerInfo> open = transport.listeners();
        Family connections = new Family("culvert_connections", "Open connections of peers, in tunnels or not.");
        Family up = new Family("culvert_listener_up", "1 when the configured port is open, 0 when it is not.");
        Set<String> closed = services.ask(ConfigurationAdmin.class, ListenerMetrics::configured, new TreeSet<>());
        for (ListenerInfo listener : open) {
            connections.add(listener.connections(), "listener", names.of(listener.name()));
            up.add(1, "listener", names.of(listener.name()));
            closed.remove(listener.name());
        }
        closed.forEach(name -> up.add(0, "listener", names.of(name)));
        return List.of(connections.gauge(), up.gauge());
    }

    private static Set<String> configured(ConfigurationAdmin admin) {
        Set<String> found = new TreeSet<>();
        try {
            Configuration[] configurations = admin.listConfigurations(LISTENERS);
            for (Configuration configuration : configurations == null ? new Configuration[0] : configurations) {
                Dictionary<String, Object> properties = configuration.getProperties();
                Object name = properties == null ? null : properties.get("name");
                found.add(name == null ? UNNAMED : name.toString());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InvalidSyntaxException e) {
            throw new AssertionError(e); // it is a constant
        }
        return found;
    }
}
