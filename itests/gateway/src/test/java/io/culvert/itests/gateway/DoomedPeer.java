package io.culvert.itests.gateway;

import io.culvert.itests.peers.Credentials;
import io.culvert.itests.peers.Endpoint;
import io.culvert.itests.peers.Peer;
import io.culvert.itests.peers.PeerKind;
import io.culvert.itests.peers.Ports;
import io.culvert.itests.peers.Transfer;
import java.io.IOException;
import java.nio.file.Path;

/** A peer in a process of its own, which sends until it is killed. */
final class DoomedPeer {

    /** Of what it sends. */
    static final long SEED = 99;

    private DoomedPeer() {}

    public static void main(String[] arguments) throws IOException {
        Ports ports = new Ports(
                Endpoint.plain(Integer.parseInt(arguments[1])), Endpoint.plain(Integer.parseInt(arguments[2])));
        try (Peer peer = PeerKind.valueOf(arguments[0]).connect(ports)) {
            peer.authenticate(Credentials.of(arguments[3]));
            peer.awaitEstablished();
            Transfer.sendForEver(peer, SEED);
        }
    }

    static Process start(PeerKind kind, Ports ports, String token) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-classpath",
                        System.getProperty("java.class.path"),
                        DoomedPeer.class.getName(),
                        kind.name(),
                        Integer.toString(ports.websocket().port()),
                        Integer.toString(ports.stream().port()),
                        token)
                .inheritIO()
                .start();
    }
}
