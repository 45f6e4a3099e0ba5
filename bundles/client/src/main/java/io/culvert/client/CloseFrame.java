package io.culvert.client;

import io.culvert.client.CulvertException.Kind;
import java.util.regex.Pattern;

/**
 * What a WebSocket's Close frame says (RFC 6455 section 5.5.1).
 *
 * @param code 1005 when there was none
 * @param text for people, may be empty
 */
record CloseFrame(int code, String text) {

    static final int NORMAL = 1000;
    static final int GOING_AWAY = 1001;
    static final int PROTOCOL_ERROR = 1002;
    static final int NO_CODE = 1005;
    static final int SERVICE_RESTART = 1012;
    static final int TRY_AGAIN_LATER = 1013;
    /** The gateway's own, after HTTP's 403. */
    static final int REVOKED = 4403;

    private static final String PARTNER_LEFT = "Tunnel client disconnected";

    /** What the gateway puts behind the text, so that its operator finds this connection in the logs. */
    private static final Pattern ID = Pattern.compile("(^| )\\[c[0-9]+]$");

    /** Whether it means that the partner has ended and everything it sent was delivered. */
    boolean partnerEnded() {
        return code == NO_CODE || (code == NORMAL && (bare().isEmpty() || bare().equals(PARTNER_LEFT)));
    }

    CulvertException beforeTheTunnel() {
        if (text.startsWith("Proxy timeout occurred. The tunnel partner")) {
            return new CulvertException(Kind.NO_PARTNER, "No partner came with the same token and nonce");
        }
        if (text.startsWith("Tunnel already exists")) {
            return new CulvertException(
                    Kind.TUNNEL_EXISTS, "Two others are connected already with this token and nonce");
        }
        if (text.startsWith("Duplicated client UUID") || text.startsWith("Client loop detected")) {
            return new CulvertException(Kind.TUNNEL_EXISTS, "The partner has the same uuid as this end");
        }
        return code == NORMAL ? new CulvertException(Kind.CLOSED, told()) : inTheTunnel();
    }

    CulvertException inTheTunnel() {
        return switch (code) {
            case GOING_AWAY ->
                new CulvertException(Kind.PARTNER_LOST, "The partner was lost; data may be missing" + detail());
            case REVOKED ->
                new CulvertException(Kind.REVOKED, "The gateway has revoked this peer and threw it out" + detail());
            case SERVICE_RESTART, TRY_AGAIN_LATER ->
                new CulvertException(Kind.GATEWAY_AWAY, "The gateway stops or restarts" + detail());
            default -> new CulvertException(Kind.CLOSED, told());
        };
    }

    private String bare() {
        return ID.matcher(text).replaceFirst("");
    }

    private String told() {
        return "The gateway closed the connection with code " + code + detail();
    }

    private String detail() {
        return text.isEmpty() ? "" : ": " + Printable.of(text);
    }
}
