package io.culvert.api.transport;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * What is known of a connection from its transport.
 *
 * @param id unique in this gateway for as long as it runs; short enough to type
 * @param kind what the peer speaks
 * @param encrypted whether the bytes between peer and gateway are encrypted
 * @param listener name of the listener that accepted it
 * @param remote the peer's address, as far as the gateway can know it; port 0 where a balancer did not tell
 * @param since when it was accepted
 * @param certificates the peer's verified certificate chain, its own first, its authority last; empty when it presented
 *     none
 */
public record ConnectionInfo(
        String id,
        Kind kind,
        boolean encrypted,
        String listener,
        InetSocketAddress remote,
        Instant since,
        List<X509Certificate> certificates) {

    public ConnectionInfo {
        certificates = List.copyOf(certificates);
    }

    /** Of the chain only the subject of the peer's own certificate, on one line. */
    @Override
    public String toString() {
        String subject =
                certificates.isEmpty() ? "none" : "\"" + certificates.get(0).getSubjectX500Principal() + "\"";
        return "ConnectionInfo[" + id + ", " + kind + (encrypted ? ", encrypted" : "") + ", listener=" + listener
                + ", remote=" + remote + ", since=" + since + ", certificate=" + subject + "]";
    }

    /** How a peer talks to the gateway. */
    public enum Kind {
        /** WebSocket, RFC 6455: messages of text or binary. */
        WEBSOCKET,
        /** A plain stream of bytes over TCP or TLS. */
        STREAM
    }
}
