package io.culvert.itests.peers;

import java.io.IOException;

/**
 * Two peers that have met.
 *
 * @param first the one that waited
 * @param second the one that came to it
 */
public record Tunnel(Peer first, Peer second) implements AutoCloseable {

    /** Connects two new peers and sees them through to the tunnel. */
    public static Tunnel between(Ports ports, PeerKind first, PeerKind second, Credentials a, Credentials b)
            throws IOException {
        return of(first.connect(ports), second.connect(ports), a, b);
    }

    /** Connects two new peers that meet by the token alone. */
    public static Tunnel between(Ports ports, PeerKind first, PeerKind second, String token) throws IOException {
        return between(ports, first, second, Credentials.of(token), Credentials.of(token));
    }

    /** Sees two connected peers through to the tunnel. */
    public static Tunnel of(Peer first, Peer second, Credentials a, Credentials b) throws IOException {
        Tunnel tunnel = new Tunnel(first, second);
        try {
            first.authenticate(a);
            second.authenticate(b);
            first.awaitEstablished();
            second.awaitEstablished();
            return tunnel;
        } catch (IOException | RuntimeException | AssertionError e) {
            tunnel.close();
            throw e;
        }
    }

    /** The same from the other side. */
    public Tunnel reversed() {
        return new Tunnel(second, first);
    }

    /** Drops both connections. */
    @Override
    public void close() throws IOException {
        first.close();
        second.close();
    }
}
