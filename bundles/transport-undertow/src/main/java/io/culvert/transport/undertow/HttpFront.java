package io.culvert.transport.undertow;

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
 * {@code /websocket/<this node>}, and the health of the gateway at {@code /healthz}.
 */
final class HttpFront implements HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);

    private static final String PATH = "/websocket";
    private static final String ACCEPT_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    /** RFC 9110 section 15.5.20. */
    private static final int MISDIRECTED_REQUEST = 421;
    /** How much a peer may send before it has seen that the upgrade was accepted, in bytes. */
    private static final int MAX_EARLY = 256 * 1024;

    private static final HttpString RETRY_AFTER = new HttpString("Retry-After");

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
    }

    private final Owner owner;

    HttpFront(Owner owner) {
        this.owner = owner;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        exchange.addExchangeCompleteListener((done, next) -> {
            HttpPhase.of(((HttpServerConnection) done.getConnection()).getChannel())
                    .awaitRequest();
            next.proceed();
        });
        String path = exchange.getRequestPath();
        if (path.equals(PATH) || path.equals(PATH + "/" + owner.nodeId())) {
            websocket(exchange);
        } else if (path.matches(PATH + "/[A-Za-z0-9_-]{1,32}")) {
            exchange.setReasonPhrase("Misdirected Request");
            text(exchange, MISDIRECTED_REQUEST, "This is node " + owner.nodeId() + ".\n");
        } else if (path.equals("/healthz")) {
            health(exchange);
        } else {
            text(exchange, StatusCodes.NOT_FOUND, "Not found. Peers connect by WebSocket to " + PATH + ".\n");
        }
    }

    private void health(HttpServerExchange exchange) {
        boolean ready = owner.ready();
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        exchange.setStatusCode(ready ? StatusCodes.OK : StatusCodes.SERVICE_UNAVAILABLE);
        exchange.getResponseSender()
                .send("{\"status\":\"" + (ready ? "ok" : "not ready") + "\",\"node\":\"" + owner.nodeId() + "\"}\n");
    }

    private void websocket(HttpServerExchange exchange) {
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
            exchange.getResponseHeaders().put(RETRY_AFTER, "1");
            text(exchange, StatusCodes.SERVICE_UNAVAILABLE, "The gateway is not ready. Try again in a moment.\n");
        } else {
            String key = headers.getFirst(Headers.SEC_WEB_SOCKET_KEY);
            if (isKey(key)) {
                admit(exchange, key);
            } else {
                text(exchange, StatusCodes.BAD_REQUEST, "Sec-WebSocket-Key must be 16 bytes in base64.\n");
            }
        }
    }

    private void admit(HttpServerExchange exchange, String key) {
        Wire wire = HttpPhase.of(((HttpServerConnection) exchange.getConnection()).getChannel())
                .wire();
        try {
            upgrade(exchange, key, owner.origin(wire, exchange.getRequestHeaders()));
        } catch (CertificateException e) {
            LOG.debug("Peer of {}: {}", wire.raw.getPeerAddress(), e.getMessage());
            text(exchange, StatusCodes.FORBIDDEN, "A client certificate that is accepted here is needed.\n");
        }
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

    private static void text(HttpServerExchange exchange, int status, String body) {
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain; charset=utf-8");
        exchange.setStatusCode(status);
        exchange.getResponseSender().send(body);
    }
}
