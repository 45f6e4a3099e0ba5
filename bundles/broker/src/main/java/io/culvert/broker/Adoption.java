package io.culvert.broker;

import io.culvert.api.rendezvous.RendezvousKey;
import io.culvert.api.transport.Transport;
import io.culvert.api.transport.TunnelInfo;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keeps the keys of standing tunnels taken: those of the tunnels that were there before the broker, and those of the
 * tunnels it made, until they end.
 *
 * <p>Between the first look at the transport and the moment when the transport knows its new listener, a tunnel may end
 * unheard. Nobody tells when that moment is, so the keys are compared with the transport's tunnels from time to time,
 * until the first call from there has shown that it is past.
 */
final class Adoption {

    private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(5);

    private final Transport transport;
    private final HeldKeys keys;
    private final Lobby lobby;
    private final Timers timers;
    private volatile boolean heard;

    Adoption(Transport transport, HeldKeys keys, Lobby lobby, Timers timers) {
        this.transport = transport;
        this.keys = keys;
        this.lobby = lobby;
        this.timers = timers;
    }

    /** Takes the keys of the standing tunnels. */
    void begin() {
        for (TunnelInfo tunnel : transport.tunnels()) {
            if (!tunnel.closing()) {
                keys.adopt(key(tunnel), owner(tunnel), identities(tunnel));
            }
        }
        sweepLater();
    }

    void opened() {
        heard = true;
    }

    void closing(TunnelInfo tunnel) {
        heard = true;
        keys.release(key(tunnel), owner(tunnel));
    }

    private void sweepLater() {
        Timers.Timer unused = timers.after(SWEEP_INTERVAL, this::sweep);
    }

    private void sweep() {
        boolean last = heard;
        Map<RendezvousKey, String> held = new HashMap<>(keys.owners());
        // Whoever is being introduced is not in a tunnel yet, but still in the lobby.
        held.values().removeIf(owner -> lobby.session(owner) != null);
        Set<String> standing = transport.tunnels().stream()
                .filter(tunnel -> !tunnel.closing())
                .map(Adoption::owner)
                .collect(Collectors.toSet());
        held.forEach((key, owner) -> {
            if (!standing.contains(owner)) {
                keys.release(key, owner);
            }
        });
        if (!last) {
            sweepLater();
        }
    }

    private static RendezvousKey key(TunnelInfo tunnel) {
        return new RendezvousKey(tunnel.key());
    }

    private static String owner(TunnelInfo tunnel) {
        return tunnel.first().connection().id();
    }

    private static Set<String> identities(TunnelInfo tunnel) {
        return Stream.of(tunnel.first(), tunnel.second())
                .map(end -> end.peer().identity())
                .collect(Collectors.toUnmodifiableSet());
    }
}
