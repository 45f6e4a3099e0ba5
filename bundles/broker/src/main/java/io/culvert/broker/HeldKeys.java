package io.culvert.broker;

import io.culvert.api.rendezvous.Rendezvous;
import io.culvert.api.rendezvous.RendezvousKey;
import java.util.HashMap;
import java.util.Map;

/**
 * The keys that are taken on behalf of this broker, each with the connection that waited under it. That connection is
 * in one tunnel at most, so a key is released once, and never for somebody who took it afterwards.
 *
 * <p>Calls the rendezvous while locked, which no rendezvous answers by calling back.
 */
final class HeldKeys {

    private final Rendezvous rendezvous;
    private final Map<RendezvousKey, String> owners = new HashMap<>();
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
        owners.put(key, owner);
        return true;
    }

    /** Takes a key for a tunnel that stands already. */
    synchronized void adopt(RendezvousKey key, String owner) {
        owners.put(key, owner);
        rendezvous.take(key);
    }

    /** Frees a key, unless that was done before. */
    synchronized void release(RendezvousKey key, String owner) {
        if (owners.remove(key, owner)) {
            rendezvous.release(key);
        }
    }

    /** All of them, with their owners. */
    synchronized Map<RendezvousKey, String> all() {
        return Map.copyOf(owners);
    }

    /** Frees all keys, and from now on every one that is claimed. */
    synchronized void stop() {
        stopped = true;
        owners.keySet().forEach(rendezvous::release);
        owners.clear();
    }
}
