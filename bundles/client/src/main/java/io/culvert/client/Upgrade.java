package io.culvert.client;

import io.culvert.client.CulvertException.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;

/** The opening handshake of a WebSocket (RFC 6455 section 4.1). */
final class Upgrade {

    private static final int LONGEST_HEAD = 16 * 1024;
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private Upgrade() {}

    static void perform(GatewaySocket socket, GatewayAddress address) throws IOException {
        byte[] nonce = new byte[16];
        new SecureRandom().nextBytes(nonce);
        String key = Base64.getEncoder().encodeToString(nonce);
        String request = "GET " + address.target() + " HTTP/1.1\r\nHost: " + address.authority()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " + key
                + "\r\nSec-WebSocket-Version: 13\r\nUser-Agent: culvert\r\n\r\n";
        try {
            socket.out().write(request.getBytes(StandardCharsets.US_ASCII));
            check(head(socket.in()), key, address);
        } catch (CulvertException e) {
            throw e;
        } catch (SocketTimeoutException e) {
            throw new CulvertException(Kind.GATEWAY_AWAY, "No answer from " + address.authority(), e);
        } catch (IOException e) {
            throw GatewaySocket.lost(address.authority(), e);
        }
    }

    /** Octet by octet: what follows the head belongs to the WebSocket. */
    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < LONGEST_HEAD) {
            int octet = in.read();
            if (octet < 0) {
                throw new EOFException("no answer to the request");
            }
            head.append((char) octet);
            int length = head.length();
            if (octet == '\n' && length >= 4 && head.substring(length - 4).equals("\r\n\r\n")) {
                return head.toString();
            }
        }
        throw new CulvertException(Kind.PROTOCOL, "What answers there does not speak HTTP");
    }

    private static void check(String head, String key, GatewayAddress address) throws CulvertException {
        String[] lines = head.split("\r\n");
        String[] status = lines[0].split(" ", 3);
        if (status.length < 2 || !status[0].startsWith("HTTP/1.")) {
            throw new CulvertException(Kind.PROTOCOL, "What answers at " + address.authority() + " is no web server");
        }
        if (!status[1].equals("101")) {
            throw refused(status[1], address);
        }
        if (!field(lines, "sec-websocket-accept").equals(accept(key))
                || !field(lines, "upgrade").equalsIgnoreCase("websocket")
                || !field(lines, "sec-websocket-extensions").isEmpty()) {
            throw new CulvertException(Kind.PROTOCOL, address.authority() + " gave a wrong WebSocket handshake");
        }
    }

    private static CulvertException refused(String status, GatewayAddress address) {
        String where = address.authority() + address.target();
        return switch (status) {
            case "429", "500", "502", "503", "504" ->
                new CulvertException(Kind.GATEWAY_AWAY, "The gateway is not ready (HTTP " + status + ")");
            case "401", "403" ->
                new CulvertException(Kind.REFUSED, "Access to " + where + " is refused (HTTP " + status + ")");
            case "421" ->
                new CulvertException(
                        Kind.PROTOCOL, "The URL names another node of the gateway than answers at " + where);
            default -> new CulvertException(Kind.PROTOCOL, "No gateway at " + where + " (HTTP " + status + ")");
        };
    }

    private static String field(String[] lines, String name) {
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).toLowerCase(Locale.ROOT).equals(name)) {
                return line.substring(colon + 1).strip();
            }
        }
        return "";
    }

    private static String accept(String key) {
        try {
            // RFC 6455 demands SHA-1 here; nothing is protected by it.
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no SHA-1", e);
        }
    }
}
