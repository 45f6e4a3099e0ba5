package io.culvert.audit;

import io.culvert.api.event.Event;
import io.culvert.api.event.Event.AuthorityActed;
import io.culvert.api.event.Event.OperatorActed;
import io.culvert.api.event.Event.OperatorLogin;
import io.culvert.api.event.Event.PeerAccepted;
import io.culvert.api.event.Event.PeerRefused;
import io.culvert.api.event.Event.SessionEnded;
import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.ConnectionInfo;
import io.culvert.api.transport.PeerInfo;
import io.culvert.api.transport.TunnelEnd;
import io.culvert.api.transport.TunnelInfo;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes entries of what happened. */
final class Entries {

    private Entries() {}

    static Entry of(Event event) {
        if (event instanceof PeerAccepted accepted) {
            return peer(connection(accepted.at(), "peer-accepted", accepted.connection()), accepted.peer())
                    .with("authenticator", accepted.authenticator())
                    .with("seconds", seconds(accepted.took()));
        } else if (event instanceof PeerRefused refused) {
            return connection(refused.at(), "peer-refused", refused.connection())
                    .withText("uuid", refused.uuid())
                    .withText("name", refused.name())
                    .withText("authenticator", refused.authenticator())
                    .with("result", word(refused.result()))
                    .with("reason", refused.reason())
                    .with("seconds", seconds(refused.took()));
        } else if (event instanceof SessionEnded ended) {
            Entry entry = peer(connection(ended.at(), "session-ended", ended.connection()), ended.peer());
            return close(entry, ended.reason())
                    .with("seconds", seconds(Duration.between(ended.connection().since(), ended.at())));
        } else if (event instanceof AuthorityActed acted) {
            Entry entry = Entry.of(acted.at(), "authority")
                    .with("action", acted.action())
                    .with("actor", acted.actor());
            acted.details().entrySet().stream()
                    .sorted(java.util.Map.Entry.comparingByKey())
                    .forEach(detail -> entry.with(detail.getKey(), detail.getValue()));
            return entry;
        } else if (event instanceof OperatorLogin login) {
            return Entry.of(login.at(), "operator-login")
                    .with("user", login.user())
                    .with("remote", login.remote())
                    .with("success", login.success())
                    .withText("reason", login.reason());
        }
        OperatorActed acted = (OperatorActed) event;
        return Entry.of(acted.at(), "operator-acted")
                .with("user", acted.user())
                .with("door", word(acted.door()))
                .with("action", acted.action())
                .withText("target", acted.target())
                .with("success", acted.success())
                .withText("detail", acted.detail());
    }

    static Entry opened(Instant at, TunnelInfo tunnel) {
        return tunnel(at, "tunnel-opened", tunnel);
    }

    static Entry closed(Instant at, TunnelInfo tunnel, CloseReason reason) {
        return close(tunnel(at, "tunnel-closed", tunnel), reason)
                .with("bytesToFirst", tunnel.bytesToFirst())
                .with("bytesToSecond", tunnel.bytesToSecond())
                .with("seconds", seconds(Duration.between(tunnel.since(), at)));
    }

    private static Entry tunnel(Instant at, String event, TunnelInfo tunnel) {
        return Entry.of(at, event)
                .with("tunnel", tunnel.id())
                .with("sessions", ends(tunnel, end -> end.connection().id()))
                .with("identities", ends(tunnel, end -> end.peer().identity()))
                .with("remotes", ends(tunnel, end -> address(end.connection().remote())));
    }

    private static List<String> ends(TunnelInfo tunnel, Function<TunnelEnd, String> what) {
        return Stream.of(tunnel.first(), tunnel.second()).map(what).toList();
    }

    private static Entry connection(Instant at, String event, ConnectionInfo connection) {
        return Entry.of(at, event)
                .with("session", connection.id())
                .with("remote", address(connection.remote()))
                .with("listener", connection.listener());
    }

    private static Entry peer(Entry entry, @Nullable PeerInfo peer) {
        return peer == null
                ? entry
                : entry.with("identity", peer.identity())
                        .withText("uuid", peer.uuid())
                        .withText("name", peer.name());
    }

    private static Entry close(Entry entry, CloseReason reason) {
        return entry.with("code", (long) reason.code()).with("reason", reason.text());
    }

    private static String address(InetSocketAddress remote) {
        return (remote.getAddress() == null
                        ? remote.getHostString()
                        : remote.getAddress().getHostAddress())
                + ":" + remote.getPort();
    }

    private static double seconds(Duration took) {
        return took.toMillis() / 1e3;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
