package io.culvert.itests.peers;

import java.io.IOException;

/** The gateway answered the WebSocket handshake with something else than 101. */
public final class UpgradeRefused extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;

    UpgradeRefused(int status) {
        super("HTTP " + status);
        this.status = status;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }
}
