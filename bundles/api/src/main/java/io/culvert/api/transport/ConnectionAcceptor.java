package io.culvert.api.transport;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Takes new connections; registered as a service, usually by the broker. Without one the transport answers that the
 * gateway is not ready.
 */
@ConsumerType
@FunctionalInterface
public interface ConnectionAcceptor {

    /**
     * A peer has connected. Called on the connection's I/O thread: must not block.
     *
     * @param connection the peer
     * @return who hears the peer from now on
     */
    ConnectionHandler accept(Connection connection);
}
