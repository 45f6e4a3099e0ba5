package io.culvert.itests.peers;

import static io.culvert.itests.peers.ProtocolViolation.check;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/** The WebSocket handshake, RFC 6455 section 4.1, from the client's side. */
final class Upgrade {

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int MAX_HEAD = 16 * 1024;
    private static final int SWITCHING_PROTOCOLS = 101;

    private Upgrade() {}

    static void perform(Wire wire, Endpoint endpoint, String path) throws IOException {
        byte[] nonce = new byte[16];
        ThreadLocalRandom.current().nextBytes(nonce);
        String key = Base64.getEncoder().encodeToString(nonce);
        String request = "GET " + path + " HTTP/1.1\r\n"
                + "Host: " + endpoint.host() + ":" + endpoint.port() + "\r\n"
                + "Upgrade: websocket\r\n"
                + "Connection: Upgrade\r\n"
                + "Sec-WebSocket-Key: " + key + "\r\n"
                + "Sec-WebSocket-Version: 13\r\n\r\n";
        wire.out().write(request.getBytes(StandardCharsets.US_ASCII));
        wire.out().flush();

        String head = head(wire.in());
        String[] lines = head.split("\r\n");
        check(lines[0].startsWith("HTTP/1.1 "), "not HTTP: " + lines[0]);
        int status = Integer.parseInt(lines[0].substring(9, 12));
        if (status != SWITCHING_PROTOCOLS) {
            throw new UpgradeRefused(status);
        }
        Map<String, String> headers = headers(lines);
        check("websocket".equalsIgnoreCase(headers.get("Upgrade")), "no Upgrade: websocket in " + head);
        check("upgrade".equalsIgnoreCase(headers.get("Connection")), "no Connection: Upgrade in " + head);
        check(accept(key).equals(headers.get("Sec-WebSocket-Accept")), "wrong Sec-WebSocket-Accept in " + head);
        check(!headers.containsKey("Sec-WebSocket-Extensions"), "an extension nobody asked for in " + head);
        check(!headers.containsKey("Sec-WebSocket-Protocol"), "a subprotocol nobody asked for in " + head);
    }

    /** Reads up to the empty line and not a byte further: the first frame may be right behind it. */
    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int state = 0;
        while (state < 4) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("the gateway ended the connection during the handshake");
            }
            head.write(b);
            check(head.size() < MAX_HEAD, "an answer without an end");
            state = b == (state % 2 == 0 ? '\r' : '\n') ? state + 1 : b == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    private static Map<String, String> headers(String[] lines) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            check(colon > 0, "not a header: " + lines[i]);
            headers.put(
                    lines[i].substring(0, colon), lines[i].substring(colon + 1).trim());
        }
        return headers;
    }

    private static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-1", e);
        }
    }
}
