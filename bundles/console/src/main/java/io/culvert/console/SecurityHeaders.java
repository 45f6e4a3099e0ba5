package io.culvert.console;

import java.util.function.BiConsumer;

/** What answers tell browsers not to do. */
final class SecurityHeaders {

    static final String POLICY = "Content-Security-Policy";

    /** The connection test of the dashboard talks to listeners, which are other origins. */
    static final String STRICT = "default-src 'self'; connect-src 'self' https: wss: ws:; img-src 'self' data:;"
            + " object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /** The Felix console has scripts and styles in its pages, and some of its pages are frames of others. */
    static final String FELIX = "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval';"
            + " style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'self';"
            + " form-action 'self'; frame-ancestors 'self'";

    private SecurityHeaders() {}

    /** Those that go on every answer. */
    static void onAll(BiConsumer<String, String> header) {
        header.accept("X-Content-Type-Options", "nosniff");
        header.accept("Referrer-Policy", "same-origin");
        header.accept("Cross-Origin-Opener-Policy", "same-origin");
        header.accept("Cross-Origin-Resource-Policy", "same-origin");
        header.accept("X-Frame-Options", "DENY");
        header.accept(POLICY, STRICT);
        header.accept("Cache-Control", "no-store");
    }
}
