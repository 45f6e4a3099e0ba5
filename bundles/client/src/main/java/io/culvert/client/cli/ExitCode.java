package io.culvert.client.cli;

import io.culvert.client.CulvertException;

/** How the command ends, and what its user may do about it. */
enum ExitCode {
    OK(0, ""),
    UNEXPECTED(1, ""),
    USAGE(2, ""),
    REFUSED(3, "Check that the token is the one that the gateway knows, and for this nonce and uuid."),
    NO_PARTNER(4, "Start the other end with the same token and nonce at about the same time, or use --retry."),
    UNTRUSTED(
            5,
            "If the fingerprint is that of your gateway, get its certificate (or its authority's) as a PEM file from"
                    + " who runs it, and pass --ca FILE or set CULVERT_CA."),
    GATEWAY_AWAY(6, "Check the URL and that the gateway runs; --retry waits for it."),
    PARTNER_LOST(7, ""),
    LOCAL(8, ""),
    TUNNEL_EXISTS(9, "Use another --nonce (and let --uuid differ at the two ends), or end the other tunnel."),
    PARTNER_UNTRUSTED(10, ""),
    CERTIFICATE(11, ""),
    IDENTITY(12, "");

    private final int code;
    private final String advice;

    ExitCode(int code, String advice) {
        this.code = code;
        this.advice = advice;
    }

    int code() {
        return code;
    }

    /** What to do, one sentence, or empty. */
    String advice() {
        return advice;
    }

    static ExitCode of(CulvertException.Kind kind) {
        return switch (kind) {
            case REFUSED -> REFUSED;
            case NO_PARTNER -> NO_PARTNER;
            case TUNNEL_EXISTS -> TUNNEL_EXISTS;
            case UNTRUSTED -> UNTRUSTED;
            case GATEWAY_AWAY -> GATEWAY_AWAY;
            case PARTNER_LOST -> PARTNER_LOST;
            case PARTNER_UNTRUSTED -> PARTNER_UNTRUSTED;
            case CERTIFICATE_REFUSED, CERTIFICATE_DELAYED, REVOKED -> CERTIFICATE;
            case IDENTITY -> IDENTITY;
            case CLOSED, PROTOCOL -> UNEXPECTED;
        };
    }
}
