package io.culvert.client;

import io.culvert.client.CulvertException.Kind;
import io.culvert.client.Messages.Incoming;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The dialogue before a tunnel, on one link.
 *
 * @param uuid of this peer
 * @param name of this peer
 * @param nonce shared with the partner, or null
 * @param patience how long the gateway may take to check the token
 */
record Introduction(String uuid, String name, @Nullable String nonce, Duration patience) {

    private static final int ID = 1;

    /** Authenticates, and waits for the partner for as long as the gateway lets it. */
    Partner perform(Link link, String token, Consumer<String> progress) throws IOException {
        link.sendDocument(Messages.authenticate(ID, uuid, name, token, nonce));
        checkReply(reply(link));
        progress.accept("authenticated, waiting for the partner");
        return partner(link);
    }

    private Incoming reply(Link link) throws IOException {
        try {
            return Messages.parse(link.readDocument((int) patience.toMillis()));
        } catch (EOFException e) {
            throw new CulvertException(Kind.GATEWAY_AWAY, "The gateway closed the connection without an answer", e);
        }
    }

    private static void checkReply(Incoming reply) throws CulvertException {
        String error = Printable.of(reply.field("error"));
        if (reply.field("status").equals("error")) {
            throw error.startsWith("Invalid token")
                    ? refused()
                    : new CulvertException(
                            error.equals("Command timed out") ? Kind.GATEWAY_AWAY : Kind.PROTOCOL,
                            "The gateway answered: " + error);
        }
        if (!reply.field("status").equals("success")) {
            throw new CulvertException(Kind.PROTOCOL, "What answers there does not speak this protocol");
        }
        String outcome = reply.param("authenticationError");
        switch (outcome) {
            case "", "AuthenticationErrorNoError" -> {}
            case "AuthenticationErrorAuthenticationFailed" -> throw refused();
            default ->
                throw new CulvertException(
                        Kind.GATEWAY_AWAY, "The gateway could not check the token: " + Printable.of(outcome));
        }
    }

    private static CulvertException refused() {
        return new CulvertException(Kind.REFUSED, "The gateway does not accept the token");
    }

    private static Partner partner(Link link) throws IOException {
        try {
            while (true) {
                Incoming message = Messages.parse(link.readDocument(0));
                if (message.field("notification").equals(Messages.ESTABLISHED)) {
                    return new Partner(message.param("name"), message.param("uuid"));
                }
            }
        } catch (EOFException e) {
            if (link instanceof StreamLink) {
                throw new CulvertException(
                        Kind.NO_PARTNER,
                        "The gateway closed the connection, which on a stream has no reason with it: most likely no"
                                + " partner came with the same token and nonce",
                        e);
            }
            throw new CulvertException(Kind.GATEWAY_AWAY, "The connection to the gateway was lost", e);
        }
    }
}
