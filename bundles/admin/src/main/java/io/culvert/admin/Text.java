package io.culvert.admin;

import io.culvert.api.transport.ConnectionInfo;
import io.culvert.api.transport.PeerInfo;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A text to be looked for, whatever its case. */
record Text(String lower) {

    Text {
        lower = lower.toLowerCase(Locale.ROOT);
    }

    boolean isIn(@Nullable String where) {
        return where != null && where.toLowerCase(Locale.ROOT).contains(lower);
    }

    boolean isIn(ConnectionInfo connection, @Nullable PeerInfo peer) {
        return isIn(connection.id())
                || isIn(connection.listener())
                || isIn(Words.address(connection.remote()))
                || (peer != null && (isIn(peer.identity()) || isIn(peer.name()) || isIn(peer.uuid())));
    }
}
