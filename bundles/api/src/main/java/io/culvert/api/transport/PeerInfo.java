package io.culvert.api.transport;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a peer said of itself, and who it was found to be.
 *
 * @param identity who it is, as its authenticator says
 * @param uuid its own name for itself, verbatim; {@code null} when its dialect has none
 * @param name a name for people; {@code null} when its dialect has none
 * @param attributes what else its authenticator says of it
 */
public record PeerInfo(
        String identity, @Nullable String uuid, @Nullable String name, Map<String, String> attributes) {

    public PeerInfo {
        attributes = Map.copyOf(attributes);
    }

    /** A peer without attributes. */
    public PeerInfo(String identity, @Nullable String uuid, @Nullable String name) {
        this(identity, uuid, name, Map.of());
    }
}
