package io.culvert.admin;

import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.Transport;
import io.culvert.api.transport.TunnelInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Finds what became of the tunnels from one second to the next. Used by one thread. */
final class TunnelChanges {

    private static final CloseReason UNKNOWN = new CloseReason(CloseReason.NO_CODE, "");

    private final Parts parts;
    private Map<String, TunnelInfo> before;

    /** As of now. */
    TunnelChanges(Parts parts) {
        this.parts = parts;
        before = now();
    }

    /** Those that are in no list have not changed. Of one that changed: id, both counters, and the rate. */
    record Changes(List<TunnelInfo> opened, List<List<Object>> changed, List<String> closing, List<Closed> closed) {

        boolean isEmpty() {
            return opened.isEmpty() && changed.isEmpty() && closing.isEmpty() && closed.isEmpty();
        }
    }

    /** How the first end left. */
    record Closed(String id, int code, String reason) {}

    private Map<String, TunnelInfo> now() {
        Transport transport = parts.transport;
        Map<String, TunnelInfo> tunnels = new HashMap<>();
        if (transport != null) {
            transport.tunnels().forEach(tunnel -> tunnels.put(tunnel.id(), tunnel));
        }
        return tunnels;
    }

    /**
     * What has changed since it was called last.
     *
     * @param reasons of tunnels that have ended; those that are told are taken out
     */
    Changes next(Map<String, CloseReason> reasons) {
        Map<String, TunnelInfo> now = now();
        Changes changes = new Changes(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (TunnelInfo tunnel : now.values()) {
            TunnelInfo old = before.get(tunnel.id());
            if (old == null) {
                changes.opened().add(tunnel);
                continue;
            }
            if (old.bytesToSecond() != tunnel.bytesToSecond()
                    || old.bytesToFirst() != tunnel.bytesToFirst()
                    || old.bytesPerSecond() != tunnel.bytesPerSecond()) {
                changes.changed()
                        .add(List.of(
                                tunnel.id(), tunnel.bytesToSecond(), tunnel.bytesToFirst(), tunnel.bytesPerSecond()));
            }
            if (tunnel.closing() && !old.closing()) {
                changes.closing().add(tunnel.id());
            }
        }
        for (String id : before.keySet()) {
            if (!now.containsKey(id)) {
                CloseReason reason = Objects.requireNonNullElse(reasons.get(id), UNKNOWN);
                changes.closed().add(new Closed(id, reason.code(), reason.text()));
            }
        }
        reasons.keySet().removeIf(id -> !now.containsKey(id));
        before = now;
        return changes;
    }
}
