package io.culvert.client;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Why there is no tunnel, or why it ended before both ends had finished. The message is one sentence for people and
 * holds no secret.
 */
public final class CulvertException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    CulvertException(Kind kind, String message) {
        this(kind, message, null);
    }

    CulvertException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What happened. */
    public Kind kind() {
        return kind;
    }

    /** What can happen. */
    public enum Kind {
        /** The gateway does not accept the token. */
        REFUSED(false),
        /** No partner came within the gateway's patience. */
        NO_PARTNER(true),
        /** This token and nonce have a tunnel already, or both ends have the same uuid. */
        TUNNEL_EXISTS(true),
        /** The gateway's certificate is not trusted, or TLS could not be agreed on. */
        UNTRUSTED(false),
        /** The gateway cannot be reached, restarts, or was lost. */
        GATEWAY_AWAY(true),
        /** The tunnel was cut before both ends had finished: data may be missing. */
        PARTNER_LOST(true),
        /** The gateway ended the tunnel for a reason of its own: a limit, an operator. */
        CLOSED(true),
        /**
         * The partner of a tunnel that is secured end to end is not the expected one, is not trusted, was revoked, or
         * does not trust this end. The next one may be another.
         */
        PARTNER_UNTRUSTED(true),
        /** The gateway gives this peer no certificate; it was revoked, for example. */
        CERTIFICATE_REFUSED(false),
        /** The gateway has revoked this peer's certificate, device or identity, and threw it out. */
        REVOKED(false),
        /** The gateway gives this peer no certificate at the moment. */
        CERTIFICATE_DELAYED(true),
        /** This peer's own identity is missing or cannot be used, or its folder cannot be written. */
        IDENTITY(true),
        /** The other side does not speak the protocol, or not at this address. */
        PROTOCOL(false);

        private final boolean temporary;

        Kind(boolean temporary) {
            this.temporary = temporary;
        }

        /** Whether the same attempt may succeed later. */
        public boolean temporary() {
            return temporary;
        }
    }
}
