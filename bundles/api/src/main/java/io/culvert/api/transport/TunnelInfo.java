package io.culvert.api.transport;

import java.time.Instant;

/**
 * A tunnel, as a snapshot.
 *
 * @param id unique in this gateway for as long as it runs
 * @param key the rendezvous key under which its ends met, see {@link io.culvert.api.rendezvous.RendezvousKey}
 * @param first the end that waited
 * @param second the end that came to it
 * @param since when it was established
 * @param bytesToSecond payload bytes taken from the first end for the second
 * @param bytesToFirst payload bytes taken from the second end for the first
 * @param bytesPerSecond payload of both ways over about the last second
 * @param closing whether one end has left; the rest is being delivered
 */
public record TunnelInfo(
        String id,
        String key,
        TunnelEnd first,
        TunnelEnd second,
        Instant since,
        long bytesToSecond,
        long bytesToFirst,
        long bytesPerSecond,
        boolean closing) {}
