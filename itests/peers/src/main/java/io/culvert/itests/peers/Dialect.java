package io.culvert.itests.peers;

import static io.culvert.itests.peers.ProtocolViolation.check;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The two ways to say the same. */
public enum Dialect {
    /** Knows the token only. */
    SEED {
        @Override
        String authenticate(Credentials credentials) {
            return "{\"id\":0,\"method\":\"Authentication.Authenticate\",\"params\":{\"token\":"
                    + Json.quote(credentials.token()) + "}}";
        }

        @Override
        void checkAccepted(Map<String, @Nullable Object> reply) {
            check(reply.equals(Map.of("id", 0L, "status", "success")), "not the seed dialect's success: " + reply);
        }

        @Override
        void checkEstablished(Map<String, @Nullable Object> notification) {
            check(
                    notification.equals(Map.of("id", "1", "notification", "Tunnel.Established")),
                    "not the seed dialect's notification: " + notification);
        }
    },

    /** What the released clients speak. */
    CLASSIC {
        @Override
        String authenticate(Credentials credentials) {
            String nonce = credentials.nonce();
            return "{\"id\":0,\"method\":\"Authentication.Authenticate\",\"params\":{"
                    + (nonce == null ? "" : "\"nonce\":" + Json.quote(nonce) + ",")
                    + "\"name\":" + Json.quote(credentials.name())
                    + ",\"token\":" + Json.quote(credentials.token())
                    + ",\"uuid\":" + Json.quote(credentials.uuid()) + "}}";
        }

        @Override
        void checkAccepted(Map<String, @Nullable Object> reply) {
            check(
                    reply.equals(Map.of(
                            "id",
                            0L,
                            "status",
                            "success",
                            "params",
                            Map.of("authenticationError", "AuthenticationErrorNoError"))),
                    "not the classic dialect's success: " + reply);
        }

        @Override
        void checkEstablished(Map<String, @Nullable Object> notification) {
            check(
                    notification.keySet().equals(Set.of("id", "notification", "params"))
                            && notification.get("id") instanceof Long
                            && "RemoteProxy.TunnelEstablished".equals(notification.get("notification"))
                            && notification.get("params") instanceof Map<?, ?> params
                            && params.keySet().equals(Set.of("name", "uuid")),
                    "not the classic dialect's notification: " + notification);
        }
    };

    abstract String authenticate(Credentials credentials);

    abstract void checkAccepted(Map<String, @Nullable Object> reply);

    abstract void checkEstablished(Map<String, @Nullable Object> notification);
}
