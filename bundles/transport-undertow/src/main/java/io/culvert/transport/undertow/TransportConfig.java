package io.culvert.transport.undertow;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What concerns all listeners: the keys of {@code etc/io.culvert.transport.undertow.cfg}. */
@ObjectClassDefinition(name = "Culvert transport", description = "What concerns all listeners, peers and tunnels.")
@interface TransportConfig {
    /** The default of {@link #read_size}. */
    int READ_SIZE = 131_072;

    @AttributeDefinition(
            name = "Node id",
            description = "The name of this gateway node, at most 32 letters, digits, - and _. Peers reach this very"
                    + " node as /websocket/<node id>. Empty: the host's name.")
    String node_id() default "";

    @AttributeDefinition(
            name = "I/O threads",
            description = "0: one for each processor. Takes effect when the bundle starts.")
    int io_threads() default 0;

    @AttributeDefinition(
            name = "Read size (bytes)",
            description = "How much is read from a socket at once. Each I/O thread keeps about four times as much."
                    + " Takes effect when the bundle starts.")
    int read_size() default READ_SIZE;

    @AttributeDefinition(
            name = "Ping interval (s)",
            description = "How often a WebSocket peer is pinged. One that does not answer within another interval is"
                    + " closed. 0: never.")
    int ping_interval() default 25;

    @AttributeDefinition(
            name = "Handshake timeout (s)",
            description = "How long a peer may take for TLS, and then for its HTTP request.")
    int handshake_timeout() default 10;

    @AttributeDefinition(
            name = "Close timeout (s)",
            description = "How long a peer may take to close when it is told to.")
    int close_timeout() default 5;

    @AttributeDefinition(
            name = "Half-close timeout (s)",
            description = "How long a tunnel stays after one end has left, while the other end sends nothing.")
    int halfclose_timeout() default 60;

    @AttributeDefinition(
            name = "Stall timeout (s)",
            description = "How long a peer may read nothing of what waits for it.")
    int stall_timeout() default 300;

    @AttributeDefinition(
            name = "Tunnel idle timeout (s)",
            description = "How long a tunnel may be silent. 0: for ever.")
    int tunnel_idle_timeout() default 0;

    @AttributeDefinition(name = "Tunnel lifetime (s)", description = "How long a tunnel may stand. 0: for ever.")
    int tunnel_lifetime() default 0;
}
