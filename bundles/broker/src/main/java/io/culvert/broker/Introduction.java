package io.culvert.broker;

import io.culvert.api.auth.Limits;
import io.culvert.api.rendezvous.RendezvousKey;
import io.culvert.api.transport.TunnelLimits;
import io.culvert.broker.State.Introduced;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Two sessions that met.
 *
 * @param first who waited, and in whose name the key is held
 * @param second who came
 */
record Introduction(RendezvousKey key, Session first, Introduced waited, Session second, Introduced came) {

    boolean sameUuid() {
        String one = normalised(waited.before().pass().peer().uuid());
        return one != null && one.equals(normalised(came.before().pass().peer().uuid()));
    }

    boolean sameToken() {
        return waited.before().pass().counted().equals(came.before().pass().counted());
    }

    /** How many tunnels each identity may have. */
    Map<String, Integer> mostTunnels() {
        Map<String, Integer> most = new HashMap<>();
        for (Introduced end : List.of(waited, came)) {
            Pass pass = end.before().pass();
            most.merge(pass.peer().identity(), pass.limits().tunnels(), (one, other) -> (int) lower(one, other));
        }
        return most;
    }

    TunnelLimits limits() {
        Limits one = waited.before().pass().limits();
        Limits other = came.before().pass().limits();
        return new TunnelLimits(
                lower(one.bytesPerSecond(), other.bytesPerSecond()),
                Duration.ofMillis(
                        lower(one.lifetime().toMillis(), other.lifetime().toMillis())));
    }

    /** Of two limits, where 0 is none. */
    private static long lower(long one, long other) {
        return one == 0 || other == 0 ? Math.max(one, other) : Math.min(one, other);
    }

    private static @Nullable String normalised(@Nullable String uuid) {
        if (uuid == null) {
            return null;
        }
        String bare = uuid.strip().replace("{", "").replace("}", "").toLowerCase(Locale.ROOT);
        return bare.isEmpty() ? null : bare;
    }
}
