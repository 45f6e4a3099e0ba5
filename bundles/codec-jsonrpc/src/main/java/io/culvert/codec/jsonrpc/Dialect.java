package io.culvert.codec.jsonrpc;

import io.culvert.api.codec.AuthFailure;
import io.culvert.api.transport.PeerInfo;
import java.util.Objects;
import java.util.function.LongSupplier;

/** One of the two ways in which peers and the gateway go from the token to the tunnel. */
enum Dialect {

    /** The first one: a token, and a yes or no. */
    SEED {
        @Override
        Notification notification() {
            return Notification.TUNNEL_ESTABLISHED;
        }

        @Override
        String accepted(long id) {
            return Outgoing.success(id);
        }

        @Override
        String rejected(long id, AuthFailure failure) {
            return Outgoing.error(
                    id,
                    switch (failure) {
                        case AUTHENTICATION_FAILED -> "Invalid token. You are not allowed to use this server.";
                        case TIMEOUT -> "The token could not be checked in time. Try again later.";
                        case PROXY_ERROR -> "The token could not be checked. Try again later.";
                        case ABORTED -> "The check of the token was aborted. Try again later.";
                    });
        }

        /** Its id is always the string "1". */
        @Override
        String established(PeerInfo partner, LongSupplier ids) {
            return Outgoing.notification(new Json.Str("1"), notification().name());
        }
    },

    /** What every released client speaks: a peer says who it is, and hears who the other one is. */
    CLASSIC {
        @Override
        Notification notification() {
            return Notification.REMOTE_PROXY_TUNNEL_ESTABLISHED;
        }

        @Override
        String accepted(long id) {
            return answer(id, AuthenticationError.NO_ERROR);
        }

        @Override
        String rejected(long id, AuthFailure failure) {
            return answer(id, AuthenticationError.of(failure));
        }

        private String answer(long id, AuthenticationError error) {
            return Outgoing.success(id, Json.Obj.empty().with("authenticationError", error.text()));
        }

        /** A partner of the seed dialect has neither name nor uuid; the clients want both. */
        @Override
        String established(PeerInfo partner, LongSupplier ids) {
            Json.Obj params = Json.Obj.empty()
                    .with("name", Objects.requireNonNullElse(partner.name(), ""))
                    .with("uuid", Objects.requireNonNullElse(partner.uuid(), ""));
            return Outgoing.notification(
                    Json.Literal.of(ids.getAsLong()), notification().name(), params);
        }
    };

    /** What the peer hears when its tunnel stands. */
    abstract Notification notification();

    abstract String accepted(long id);

    abstract String rejected(long id, AuthFailure failure);

    abstract String established(PeerInfo partner, LongSupplier ids);
}
