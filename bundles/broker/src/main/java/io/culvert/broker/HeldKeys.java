package io.culvert.broker;

import io.culvert.api.rendezvous.Rendezvous;
import io.culvert.api.rendezvous.RendezvousKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The keys that are taken on behalf of this broker, each with the connection that waited under it, and by that the
 * tunnels that each identity has. A connection is in one tunnel at most, so a key is released once, and never for
 * somebody who took it afterwards.
 *
 * <p>Calls the rendezvous while locked, which no rendezvous answers by calling back.
 */
final class HeldKeys {

    /**
     * A taken key.
     *
     * @param owner the connection that waited
     * @param identities whose tunnel it is; empty as long as there is none
     */
    private record Held(String owner, Set<String> identities) {}

    private final Rendezvous rendezvous;
    private final Map<RendezvousKey, Held> held = new HashMap<>();
    /** How many tunnels each identity has. */
    private final Map<String, Integer> tunnels = new HashMap<>();

    private boolean stopped;

    HeldKeys(Rendezvous rendezvous) {
        this.rendezvous = rendezvous;
    }

    /**
     * Answers for a key that a visit has just taken.
     *
     * @param owner the connection that waited
     * @return {@code false} when it is too late for that, and the key is free again
     */
    synchronized boolean claim(RendezvousKey key, String owner) {
        if (stopped) {
            rendezvous.release(key);
            return false;
        }
        held.put(key, new Held(owner, Set.of()));
        return true;
    }

    /**
     * Counts the tunnel that is about to be made under a claimed key.
     *
     * @param limits how many tunnels the identities at its ends may have; 0 for any number
     * @return {@code false} when one of them has as many already, and nothing was counted
     */
    synchronized boolean count(RendezvousKey key, String owner, Map<String, Integer> limits) {
        for (Map.Entry<String, Integer> each : limits.entrySet()) {
            if (each.getValue() > 0 && tunnels.getOrDefault(each.getKey(), 0) >= each.getValue()) {
                return false;
            }
        }
        if (held.replace(key, new Held(owner, Set.of()), new Held(owner, Set.copyOf(limits.keySet())))) {
            add(limits.keySet(), 1);
        }
        return true;
    }

    /** Takes a key for a tunnel that stands already. */
    synchronized void adopt(RendezvousKey key, String owner, Set<String> identities) {
        held.put(key, new Held(owner, identities));
        add(identities, 1);
        rendezvous.take(key);
    }

    /** Frees a key, unless that was done before. */
    synchronized void release(RendezvousKey key, String owner) {
        Held known = held.get(key);
        if (known != null && known.owner.equals(owner)) {
            held.remove(key);
            add(known.identities, -1);
            rendezvous.release(key);
        }
    }

    private void add(Collection<String> identities, int difference) {
        for (String identity : identities) {
            tunnels.merge(identity, difference, (before, more) -> before + more == 0 ? null : before + more);
        }
    }

    /** All of them, with their owners. */
    synchronized Map<RendezvousKey, String> owners() {
        return held.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().owner));
    }

    /** Frees all keys, and from now on every one that is claimed. */
    synchronized void stop() {
        stopped = true;
        held.keySet().forEach(rendezvous::release);
        held.clear();
    }
}
