package io.culvert.broker;

import io.culvert.api.codec.AuthFailure;
import io.culvert.api.transport.CloseReason;

/** What peers are told when the broker closes them. Clients know these texts: never change one. */
final class Refusals {

    static final CloseReason INACTIVE = refusal("Proxy timeout occurred. The socket was inactive.");
    static final CloseReason ALONE = refusal("Proxy timeout occurred. The tunnel partner did not show up.");
    static final CloseReason ANSWER_LATE = refusal("API call timeouted.");
    static final CloseReason NOT_SILENT = refusal("Data received while authenticated but not remote connected.");
    static final CloseReason BINARY = refusal("Binary message not expected.");
    static final CloseReason TUNNEL_EXISTS = refusal("Tunnel already exists for this token nonce combination.");
    static final CloseReason SAME_UUID = refusal("Duplicated client UUID.");
    static final CloseReason SAME_UUID_AND_NONCE = refusal("Client loop detected.");
    static final CloseReason REPLACED = refusal("Replaced by a new connection of the same client.");
    static final CloseReason TOKEN_USED_UP = refusal("The token is used up.");
    static final CloseReason TOO_MANY_TUNNELS = refusal("Too many tunnels at the same time.");
    static final CloseReason TOO_MANY_REQUESTS = refusal("Too many certificate requests.");
    static final CloseReason NOT_INTRODUCED = refusal("Internal error.");

    private Refusals() {}

    /** The text that goes with an answer to Authenticate. */
    static CloseReason of(AuthFailure failure) {
        return switch (failure) {
            case AUTHENTICATION_FAILED -> refusal("Authentication failed.");
            case TIMEOUT -> refusal("Authentication timeouted.");
            case PROXY_ERROR -> refusal("Authentication not possible.");
            case ABORTED -> refusal("Authentication aborted.");
        };
    }

    private static CloseReason refusal(String text) {
        return new CloseReason(CloseReason.REFUSED, text);
    }
}
