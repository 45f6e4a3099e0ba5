package io.culvert.api.transport;

import java.nio.charset.StandardCharsets;

/**
 * Why a connection ends. A WebSocket peer receives both parts; on other transports only the gateway's operator sees
 * them.
 *
 * @param code a close code of RFC 6455 section 7.4
 * @param text for the peer; at most 123 bytes of UTF-8 (RFC 6455 section 5.5), longer text is cut
 */
public record CloseReason(int code, String text) {

    /** Normal closure. */
    public static final int NORMAL = 1000;
    /** The other end of the tunnel vanished without saying goodbye. */
    public static final int GOING_AWAY = 1001;
    /** The peer broke the rules of its transport. */
    public static final int PROTOCOL_ERROR = 1002;
    /** Not to be sent; no close frame with a code was received. */
    public static final int NO_CODE = 1005;
    /** Not to be sent; the connection was lost. */
    public static final int ABNORMAL = 1006;
    /** Text that is not UTF-8. */
    public static final int INVALID_DATA = 1007;
    /** Closed by an operator. */
    public static final int POLICY = 1008;
    /** The protocol's code for every refusal before the tunnel. */
    public static final int REFUSED = 1011;
    /** The gateway, or a part of it, restarts; the peer may come again. */
    public static final int SERVICE_RESTART = 1012;

    /** The peer's certificate, device or identity was revoked; of the range for private use, after HTTP's 403. */
    public static final int REVOKED = 4403;

    private static final int MAX_TEXT_BYTES = 123;

    /** The other end of the tunnel closed in good order. */
    public static final CloseReason PARTNER_LEFT = new CloseReason(NORMAL, "Tunnel client disconnected");
    /** The other end of the tunnel was lost; what arrived may be incomplete. */
    public static final CloseReason PARTNER_LOST = new CloseReason(GOING_AWAY, "Tunnel client disconnected");
    /** The gateway, or the part that held this peer, stops in good order. */
    public static final CloseReason STOPPING = new CloseReason(SERVICE_RESTART, "Stop server");

    public CloseReason {
        text = cut(text, MAX_TEXT_BYTES);
    }

    /**
     * The same as its peer reads it: with the id of its connection at the end of the text, such as {@code [c12]}, by which
     * an operator finds it in the logs. The id is whole, the text is cut if need be.
     *
     * @param connection id of the peer's connection; ASCII
     */
    public CloseReason withId(String connection) {
        String id = "[" + connection + "]";
        return new CloseReason(code, text.isEmpty() ? id : cut(text, MAX_TEXT_BYTES - 1 - id.length()) + " " + id);
    }

    private static String cut(String text, int most) {
        if (text.getBytes(StandardCharsets.UTF_8).length <= most) {
            return text;
        }
        int end = Math.min(text.length(), most);
        while (end > 0
                && (Character.isHighSurrogate(text.charAt(end - 1))
                        || text.substring(0, end).getBytes(StandardCharsets.UTF_8).length > most)) {
            end--;
        }
        return text.substring(0, end);
    }
}
