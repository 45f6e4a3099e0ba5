package io.culvert.transport.undertow;

import io.culvert.api.transport.ConnectionInfo;
import io.undertow.io.IoCallback;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;

/**
 * Answers HTTP on a WebSocket listener: the upgrade (RFC 6455 section 4.2) at {@code /websocket} and
 * {@code /websocket/<this node>}, and at {@code /healthz} that the gateway lives. Whatever else there is comes from the
 * resources of other bundles.
 */
final class HttpFront implements HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);

    private static final String PATH = "/websocket";
    private static final String ACCEPT_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    /** RFC 9110 section 15.5.20. */
    private static final int MISDIRECTED_REQUEST = 421;
    /** How much a peer may send before it has seen that the upgrade was accepted, in bytes. */
    private static final int MAX_EARLY = 256 * 1024;

    /** What the listener wants to know and to do. */
    interface Owner {
        String nodeId();

        boolean ready();

        /**
         * Says where a peer comes from.
         *
         * @throws CertificateException when it may not come from there; the message is for operators
         */
        Origin origin(Wire wire, HeaderMap headers) throws CertificateException;

        void upgraded(Wire wire, Origin origin, byte[] early);

        /** Who answers what is not the gateway's own. */
        HttpResources resources();

        /** What there is to know of a connection that somebody asks by; {@code null} when the listener is gone. */
        @Nullable ConnectionInfo asking(HttpPhase phase, Origin origin);
    }

    private final Owner owner;

    HttpFront(Owner owner) {
        this.owner = owner;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        HttpPhase phase = HttpPhase.of(((HttpServerConnection) exchange.getConnection()).getChannel());
        exchange.addExchangeCompleteListener((done, next) -> {
            phase.awaitRequest();
            next.proceed();
        });
        String path = exchange.getRequestPath();
        if (path.equals(PATH) || path.equals(PATH + "/" + owner.nodeId())) {
            websocket(exchange, phase.wire());
        } else if (path.matches(PATH + "/[A-Za-z0-9_-]{1,32}")) {
            exchange.setReasonPhrase("Misdirected Request");
            text(exchange, MISDIRECTED_REQUEST, "This is node " + owner.nodeId() + ".\n");
        } else if (path.equals("/healthz")) {
            alive(exchange);
        } else if (path.startsWith(PATH + "/") || !resource(exchange, phase)) {
            text(exchange, StatusCodes.NOT_FOUND, "Not found. Peers connect by WebSocket to " + PATH + ".\n");
        }
    }

    /** The path as it was sent, without scheme and host, which a client may send too (RFC 9112 section 3.2.2). */
    private static String asSent(HttpServerExchange exchange) {
        String uri = exchange.getRequestURI();
        if (!exchange.isHostIncludedInRequestURI()) {
            return uri;
        }
        int path = uri.indexOf('/', uri.indexOf("://") + "://".length());
        return path < 0 ? "/" : uri.substring(path);
    }

    /** Lets a resource answer, if there is one. */
    private boolean resource(HttpServerExchange exchange, HttpPhase phase) {
        String path = asSent(exchange);
        if (owner.resources().find(path) == null) {
            return false;
        }
        try {
            Origin origin = owner.origin(phase.wire(), exchange.getRequestHeaders());
            ConnectionInfo connection = owner.asking(phase, origin);
            if (connection == null) {
                phase.close();
            } else {
                new ResourceCall(exchange, phase, owner.resources(), path, connection).start();
            }
        } catch (CertificateException e) {
            forbid(exchange, phase.wire(), e);
        }
        return true;
    }

    /** Also without a broker: whoever restarts what does not answer here must not end the tunnels that stand. */
    private void alive(HttpServerExchange exchange) {
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        exchange.getResponseSender().send("{\"status\":\"ok\",\"node\":\"" + owner.nodeId() + "\"}\n");
    }

    private void websocket(HttpServerExchange exchange, Wire wire) {
        HeaderMap headers = exchange.getRequestHeaders();
        if (!exchange.getRequestMethod().equals(Methods.GET)) {
            exchange.getResponseHeaders().put(Headers.ALLOW, "GET");
            text(exchange, StatusCodes.METHOD_NOT_ALLOWED, "Use GET.\n");
        } else if (!hasToken(headers, Headers.UPGRADE, "websocket")
                || !hasToken(headers, Headers.CONNECTION, "upgrade")
                || !"13".equals(headers.getFirst(Headers.SEC_WEB_SOCKET_VERSION))) {
            exchange.getResponseHeaders().put(Headers.UPGRADE, "websocket");
            exchange.getResponseHeaders().put(Headers.CONNECTION, "Upgrade");
            exchange.getResponseHeaders().put(Headers.SEC_WEB_SOCKET_VERSION, "13");
            text(exchange, StatusCodes.UPGRADE_REQUIRED, "This is a WebSocket endpoint (RFC 6455, version 13).\n");
        } else if (!owner.ready()) {
            exchange.getResponseHeaders().put(Headers.RETRY_AFTER, "1");
            text(exchange, StatusCodes.SERVICE_UNAVAILABLE, "The gateway is not ready. Try again in a moment.\n");
        } else {
            String key = headers.getFirst(Headers.SEC_WEB_SOCKET_KEY);
            if (isKey(key)) {
                admit(exchange, wire, key);
            } else {
                text(exchange, StatusCodes.BAD_REQUEST, "Sec-WebSocket-Key must be 16 bytes in base64.\n");
            }
        }
    }

    private void admit(HttpServerExchange exchange, Wire wire, String key) {
        try {
            upgrade(exchange, key, owner.origin(wire, exchange.getRequestHeaders()));
        } catch (CertificateException e) {
            forbid(exchange, wire, e);
        }
    }

    private static void forbid(HttpServerExchange exchange, Wire wire, CertificateException why) {
        LOG.debug("Peer of {}: {}", wire.raw.getPeerAddress(), why.getMessage());
        text(exchange, StatusCodes.FORBIDDEN, "A client certificate that is accepted here is needed.\n");
    }

    private void upgrade(HttpServerExchange exchange, String key, Origin origin) {
        HeaderMap answer = exchange.getResponseHeaders();
        answer.put(Headers.UPGRADE, "websocket");
        answer.put(Headers.CONNECTION, "Upgrade");
        answer.put(Headers.SEC_WEB_SOCKET_ACCEPT, accept(key));
        exchange.setStatusCode(StatusCodes.SWITCHING_PROTOCOLS);
        exchange.upgradeChannel((connection, ended) -> takeOver(connection, origin));
        exchange.endExchange();
    }

    /** Ends the HTTP phase, with whatever the peer has already sent after its request. */
    private void takeOver(StreamConnection connection, Origin origin) {
        HttpPhase phase = HttpPhase.of(connection);
        try {
            byte[] early = readAvailable(connection);
            phase.detach();
            IoUtils.safeClose(connection);
            owner.upgraded(phase.wire(), origin, early);
        } catch (IOException e) {
            phase.wire().close();
        }
    }

    private static byte[] readAvailable(StreamConnection connection) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(IoBuffers.MAX_RECORD);
        byte[] early = new byte[0];
        while (connection.getSourceChannel().read(buffer.clear()) > 0) {
            int start = early.length;
            early = Arrays.copyOf(early, start + buffer.flip().remaining());
            buffer.get(early, start, buffer.remaining());
            if (early.length > MAX_EARLY) {
                throw new IOException("too much data before the upgrade was accepted");
            }
        }
        return early;
    }

    private static boolean hasToken(HeaderMap headers, HttpString name, String token) {
        if (headers.get(name) == null) {
            return false;
        }
        return headers.get(name).stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .anyMatch(value -> value.strip().equalsIgnoreCase(token));
    }

    private static boolean isKey(@Nullable String key) {
        try {
            return key != null && Base64.getDecoder().decode(key.strip()).length == 16;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key.strip() + ACCEPT_GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-1", e);
        }
    }

    static void text(HttpServerExchange exchange, int status, String body) {
        text(exchange, status, body, IoCallback.END_EXCHANGE);
    }

    static void text(HttpServerExchange exchange, int status, String body, IoCallback then) {
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain; charset=utf-8");
        exchange.setStatusCode(status);
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        exchange.setResponseContentLength(content.length);
        exchange.getResponseSender().send(ByteBuffer.wrap(content), then);
    }
}
