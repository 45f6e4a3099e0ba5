package io.culvert.admin;

import io.culvert.api.broker.Broker;
import io.culvert.api.broker.SessionInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds what became of the sessions from one second to the next. Used by one thread. */
final class SessionChanges {

    private final Parts parts;
    private Map<String, SessionInfo> before;

    /** As of now. */
    SessionChanges(Parts parts) {
        this.parts = parts;
        before = now();
    }

    /** Those that are in no list have not changed. */
    record Changes(List<SessionInfo> opened, List<SessionInfo> changed, List<String> closed) {

        boolean isEmpty() {
            return opened.isEmpty() && changed.isEmpty() && closed.isEmpty();
        }
    }

    private Map<String, SessionInfo> now() {
        Broker broker = parts.broker;
        Map<String, SessionInfo> sessions = new HashMap<>();
        if (broker != null) {
            broker.sessions()
                    .forEach(session -> sessions.put(session.connection().id(), session));
        }
        return sessions;
    }

    /** What has changed since it was called last. */
    Changes next() {
        Map<String, SessionInfo> now = now();
        Changes changes = new Changes(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        now.forEach((id, session) -> {
            SessionInfo old = before.get(id);
            if (old == null) {
                changes.opened().add(session);
            } else if (old.state() != session.state()) {
                changes.changed().add(session);
            }
        });
        before.keySet().stream().filter(id -> !now.containsKey(id)).forEach(changes.closed()::add);
        before = now;
        return changes;
    }
}
