package io.culvert.authenticator.http;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.Authenticator;
import io.culvert.api.auth.Credentials;
import io.culvert.api.transport.ConnectionInfo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Peers that want to be let in. */
final class Peers {

    /** Long enough to tell a question that hangs from a slow machine. */
    static final long PATIENCE_SECONDS = 60;

    private Peers() {}

    static Credentials with(String token) {
        try {
            var connection = new ConnectionInfo(
                    "c1",
                    ConnectionInfo.Kind.WEBSOCKET,
                    true,
                    "main",
                    new InetSocketAddress(InetAddress.getByName("192.0.2.7"), 4711),
                    Instant.EPOCH,
                    List.of());
            return new Credentials(token, "{uuid-1}", "a name", "n0nce", connection);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    static AuthResult ask(Authenticator authenticator, String token) {
        return ask(authenticator, with(token));
    }

    static AuthResult ask(Authenticator authenticator, Credentials credentials) {
        return authenticator
                .authenticate(credentials)
                .toCompletableFuture()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    /** The message with which a question fails. */
    static String failure(Authenticator authenticator, String token) {
        try {
            throw new AssertionError("an answer instead of a failure: " + ask(authenticator, token));
        } catch (CompletionException e) {
            if (e.getCause() instanceof NoAnswerException cause) {
                return String.valueOf(cause.getMessage());
            }
            throw e;
        }
    }
}
