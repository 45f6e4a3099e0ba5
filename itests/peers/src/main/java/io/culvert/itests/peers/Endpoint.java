package io.culvert.itests.peers;

import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A port of the gateway.
 *
 * @param host name or address; also the TLS server name
 * @param port number
 * @param tls how to trust the gateway; {@code null} for a plain connection
 */
public record Endpoint(String host, int port, @Nullable SSLContext tls) {

    /** A plain port of this machine. */
    public static Endpoint plain(int port) {
        return new Endpoint("127.0.0.1", port, null);
    }
}
