package io.culvert.transport.undertow;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Where a peer comes from.
 *
 * @param remote its address
 * @param certificates its verified chain, its own first; empty when it presented none
 */
record Origin(InetSocketAddress remote, List<X509Certificate> certificates) {

    /** Of the peer at the other end of a socket. */
    static Origin of(Wire wire) {
        return new Origin(wire.raw.getPeerAddress(InetSocketAddress.class), wire.peerCertificates());
    }
}
