package io.culvert.itests.plugins;

import io.culvert.itests.gateway.GatewayProcess;
import io.culvert.itests.peers.Credentials;
import io.culvert.itests.peers.PeerKind;
import io.culvert.itests.peers.Tunnel;
import java.io.IOException;

/** Peers that try to meet. */
final class Meeting {

    private Meeting() {}

    /** Whether two peers with this token meet now. */
    static boolean at(GatewayProcess gateway, String token) {
        try (Tunnel tunnel =
                Tunnel.between(gateway.ports(), PeerKind.CLASSIC_WEBSOCKET, PeerKind.CLASSIC_STREAM, token)) {
            return tunnel.first().ended() == null;
        } catch (IOException | AssertionError e) {
            return false;
        }
    }

    /** A peer with a token that only a plugin can know presents it; whether the gateway ended it, as it should. */
    static boolean knock(GatewayProcess gateway) throws IOException {
        try (var peer = PeerKind.CLASSIC_WEBSOCKET.connect(gateway.ports())) {
            peer.present(Credentials.of("unknown"));
            while (peer.hear() != null) {
                // The answer, then the end.
            }
            return peer.ended() != null;
        }
    }
}
