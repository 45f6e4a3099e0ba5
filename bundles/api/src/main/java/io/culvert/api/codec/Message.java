package io.culvert.api.codec;

import io.culvert.api.transport.CloseReason;
import org.jspecify.annotations.Nullable;

/** What a codec makes of what a peer sent. */
public sealed interface Message {

    /**
     * A question which the codec answers by itself.
     *
     * @param reply to be sent to the peer
     */
    record Answered(String reply) implements Message {}

    /**
     * The peer asks to be let in.
     *
     * @param token the secret
     * @param uuid the peer's own name for itself, verbatim; {@code null} when the dialect has none
     * @param name a name for people; {@code null} when the dialect has none
     * @param nonce distinguishes the tunnels of one token; {@code null} when absent
     */
    record Authenticate(
            String token,
            @Nullable String uuid,
            @Nullable String name,
            @Nullable String nonce) implements Message {
        /** Everything but the secrets. */
        @Override
        public String toString() {
            return "Authenticate[uuid=" + uuid + ", name=" + name + "]";
        }
    }

    /**
     * Not a message, or not one that is allowed; the connection is to be closed.
     *
     * @param reply to be sent before; {@code null} for none
     * @param reason with which to close
     */
    record Malformed(@Nullable String reply, CloseReason reason) implements Message {}
}
