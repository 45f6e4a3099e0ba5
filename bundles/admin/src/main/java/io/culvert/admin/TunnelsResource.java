package io.culvert.admin;

import io.culvert.api.admin.Role;
import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.Transport;
import io.culvert.api.transport.TunnelInfo;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The standing tunnels. Asks the transport, because tunnels stand without a broker too. */
record TunnelsResource(Parts parts) implements Routes.Resource {

    static final int LIMIT = 1000;
    static final int MAX_LIMIT = 100_000;
    static final String BY_OPERATOR = "Closed by the operator";

    private record Tunnels(int total, List<TunnelInfo> tunnels) {}

    @Override
    public Stream<Route> routes() {
        return Stream.of(
                Routes.get("/tunnels", this::list).taking("text", "offset", "limit"),
                Routes.get("/tunnels/{id}", this::show),
                Routes.change("DELETE", "/tunnels/{id}", Role.OPERATOR, "tunnel.close", this::close)
                        .taking("reason"));
    }

    private Answer list(Call call) throws Problem {
        Transport transport = parts.transport();
        @Nullable String text = call.query("text");
        int offset = call.number("offset", 0, Integer.MAX_VALUE, 0);
        int limit = call.number("limit", 1, MAX_LIMIT, LIMIT);
        List<TunnelInfo> found = transport.tunnels().stream()
                .filter(tunnel -> text == null || has(tunnel, new Text(text)))
                .sorted(Comparator.comparing(TunnelInfo::since))
                .toList();
        return Answer.of(new Tunnels(
                found.size(), found.stream().skip(offset).limit(limit).toList()));
    }

    private static boolean has(TunnelInfo tunnel, Text text) {
        return text.isIn(tunnel.id())
                || text.isIn(tunnel.first().connection(), tunnel.first().peer())
                || text.isIn(tunnel.second().connection(), tunnel.second().peer());
    }

    private Answer show(Call call) throws Problem {
        String id = call.path("id");
        return Answer.of(parts.transport().tunnels().stream()
                .filter(tunnel -> tunnel.id().equals(id))
                .findAny()
                .orElseThrow(() -> missing(id)));
    }

    private Answer close(Call call) throws Problem {
        String id = call.path("id");
        CloseReason reason = reason(call);
        if (!parts.transport().closeTunnel(id, reason)) {
            throw missing(id);
        }
        return new Answer.Done();
    }

    private static Problem missing(String id) {
        return Problem.notFound("There is no tunnel " + Body.quoted(id)
                + "; it may have ended. GET /api/v1/tunnels lists those that stand.");
    }

    /** What the peers are told; as the shell does it. */
    static CloseReason reason(Call call) {
        String text = Objects.requireNonNullElse(call.query("reason"), BY_OPERATOR);
        CloseReason reason = new CloseReason(CloseReason.POLICY, text.replaceAll("\\p{C}", " "));
        call.note(reason.text());
        return reason;
    }
}
