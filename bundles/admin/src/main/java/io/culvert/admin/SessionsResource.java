package io.culvert.admin;

import io.culvert.api.admin.Role;
import io.culvert.api.broker.Broker;
import io.culvert.api.broker.SessionInfo;
import io.culvert.api.transport.CloseReason;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Peers that are not in a tunnel yet. */
record SessionsResource(Parts parts) implements Routes.Resource {

    private record Sessions(int total, List<SessionInfo> sessions) {}

    @Override
    public Stream<Route> routes() {
        return Stream.of(
                Routes.get("/sessions", this::list).taking("text", "offset", "limit"),
                Routes.get("/sessions/{id}", call -> Answer.of(find(parts.broker(), call.path("id")))),
                Routes.change("DELETE", "/sessions/{id}", Role.OPERATOR, "session.close", this::close)
                        .taking("reason"));
    }

    private Answer list(Call call) throws Problem {
        Broker broker = parts.broker();
        @Nullable String text = call.query("text");
        int offset = call.number("offset", 0, Integer.MAX_VALUE, 0);
        int limit = call.number("limit", 1, TunnelsResource.MAX_LIMIT, TunnelsResource.LIMIT);
        List<SessionInfo> found = broker.sessions().stream()
                .filter(session -> text == null || new Text(text).isIn(session.connection(), session.peer()))
                .toList();
        return Answer.of(new Sessions(
                found.size(), found.stream().skip(offset).limit(limit).toList()));
    }

    private static SessionInfo find(Broker broker, String id) throws Problem {
        return broker.sessions().stream()
                .filter(session -> session.connection().id().equals(id))
                .findAny()
                .orElseThrow(() -> missing(id));
    }

    private Answer close(Call call) throws Problem {
        Broker broker = parts.broker();
        String id = find(broker, call.path("id")).connection().id(); // not a tunnel by mistake
        CloseReason reason = TunnelsResource.reason(call);
        if (!broker.close(id, reason)) {
            throw missing(id);
        }
        return new Answer.Done();
    }

    private static Problem missing(String id) {
        return Problem.notFound("There is no session " + Body.quoted(id)
                + "; it may have ended, or be in a tunnel. GET /api/v1/sessions lists those there are.");
    }
}
