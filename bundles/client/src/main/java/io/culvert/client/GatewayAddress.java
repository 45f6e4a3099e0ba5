package io.culvert.client;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the gateway is and how to speak to it.
 *
 * @param webSocket whether WebSocket (RFC 6455) or a bare stream is spoken
 * @param tls whether over TLS
 * @param host a name or an address; an IPv6 address without brackets
 * @param port 1 to 65535
 * @param target path and query of the WebSocket's request, empty on a stream
 */
record GatewayAddress(boolean webSocket, boolean tls, String host, int port, String target) {

    private static final Set<String> SCHEMES = Set.of("wss", "ws", "tls", "tcp");
    private static final String DEFAULT_PATH = "/websocket";

    /** @throws IllegalArgumentException when it is no address of a gateway; the message says why */
    static GatewayAddress of(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!SCHEMES.contains(scheme)) {
            throw new IllegalArgumentException(
                    "The gateway's URL must begin with wss://, ws://, tls:// or tcp://, not '" + uri + "'");
        }
        @Nullable String host = uri.getHost();
        if (host == null) {
            throw new IllegalArgumentException("The gateway's URL has no host, or a wrong port: '" + uri + "'");
        }
        if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("The gateway's URL must have no user and no fragment");
        }
        boolean webSocket = scheme.startsWith("ws");
        boolean tls = scheme.equals("wss") || scheme.equals("tls");
        int port = uri.getPort();
        if (port < 0 && webSocket) {
            port = tls ? 443 : 80;
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("The gateway's URL needs a port from 1 to 65535: '" + uri + "'");
        }
        return new GatewayAddress(webSocket, tls, withoutBrackets(host), port, webSocket ? target(uri) : "");
    }

    private static String target(URI uri) {
        @Nullable String path = uri.getRawPath();
        @Nullable String query = uri.getRawQuery();
        String target = path == null || path.isEmpty() || path.equals("/") ? DEFAULT_PATH : path;
        return query == null ? target : target + "?" + query;
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Host and port as in a URL or an HTTP Host field. */
    String authority() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
