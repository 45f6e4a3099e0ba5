package io.culvert.admin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Collectors;

/** Writes configurations for balancers, from templates in this bundle. */
final class Balancer {

    /** A line for a gateway that ends TLS itself, and one for the other. */
    private static final String TLS = "?tls ";

    private static final String PLAIN = "?plain ";

    private Balancer() {}

    /** The balancers there are. */
    enum Kind {
        NGINX("nginx.conf"),
        APACHE("apache.conf"),
        HAPROXY("haproxy.cfg");

        private final String template;

        Kind(String template) {
            this.template = template;
        }
    }

    /**
     * Where the balancer sends peers.
     *
     * @param id of the node
     * @param host an IPv6 address in brackets
     * @param encrypted whether the gateway expects TLS there
     */
    record Node(String id, String host, int port, boolean encrypted) {}

    static String of(Kind kind, Node node) {
        return template(kind.template)
                .lines()
                .filter(line -> !line.startsWith(node.encrypted() ? PLAIN : TLS))
                .map(line ->
                        line.startsWith(TLS) || line.startsWith(PLAIN) ? line.substring(line.indexOf(' ') + 1) : line)
                .map(line -> line.replace("@NODE@", node.id())
                        .replace("@ADDRESS@", node.host() + ":" + node.port())
                        // Certificates of the gateway's own authority are for this name, which some check only by name.
                        .replace("@NAME@", (isLoopback(node.host()) ? "localhost" : node.host())))
                .map(line -> line.replace("@PORT@", String.valueOf(node.port())))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static boolean isLoopback(String host) {
        return host.startsWith("127.") || host.equals("[::1]") || host.equals("localhost");
    }

    private static String template(String name) {
        try (InputStream in = Objects.requireNonNull(Balancer.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the bundle's own " + name + " can be read", e);
        }
    }
}
