package io.culvert.api.transport;

import org.jspecify.annotations.Nullable;

/**
 * What a peer said of itself, and who it was found to be.
 *
 * @param identity who it is, as its authenticator says
 * @param uuid its own name for itself, verbatim; {@code null} when its dialect has none
 * @param name a name for people; {@code null} when its dialect has none
 */
public record PeerInfo(
        String identity, @Nullable String uuid, @Nullable String name) {}
