package io.culvert.transport.undertow;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this gateway is called in its own path. */
final class NodeId {

    private static final Logger LOG = LoggerFactory.getLogger(NodeId.class);
    private static final int MAX_LENGTH = 32;

    private NodeId() {}

    /**
     * The configured one, or the machine's name.
     *
     * @param properties the same configuration, as it was given, for messages
     * @param previous what it stays when the configured one cannot be used
     */
    static String of(TransportConfig config, Map<String, ?> properties, String previous) {
        String configured = config.node_id();
        if (configured.isEmpty()) {
            return hostName();
        }
        if (!configured.matches("[A-Za-z0-9_-]{1," + MAX_LENGTH + "}")) {
            LOG.error(
                    "{}: node.id = {}: must be 1 to {} letters, digits, - and _. {} stays in force",
                    properties.get("felix.fileinstall.filename"),
                    configured,
                    MAX_LENGTH,
                    previous);
            return previous;
        }
        return configured;
    }

    /** The machine's name, as far as a node id may be like it. */
    static String hostName() {
        try {
            String host = InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9_-]", "-");
            return host.substring(0, Math.min(host.length(), MAX_LENGTH));
        } catch (UnknownHostException e) {
            return "node";
        }
    }
}
