package io.culvert.transport.undertow;

import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.tls.ClientCertificates;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The balancers that are believed when they say where a peer comes from. What anybody else says of that is not read.
 *
 * @param networks where they are
 * @param addressHeader in which they tell the peer's address; {@code null} for none
 * @param certificateHeader in which they pass its certificate on; {@code null} for none
 */
record TrustedProxies(
        List<Network> networks,
        @Nullable HttpString addressHeader,
        @Nullable HttpString certificateHeader) {

    private static final HttpString CHAIN_HEADER = new HttpString("Client-Cert-Chain");
    private static final String HEADER_NAME = "[A-Za-z0-9!#$%&'*+.^_`|~-]+"; // RFC 9110 section 5.6.2

    /** Checks a configuration. */
    static TrustedProxies of(ListenerConfig config) throws BadConfigurationException {
        List<Network> networks = new ArrayList<>();
        for (String proxy : String.join(",", config.trusted_proxies()).split(",", -1)) {
            if (!proxy.isBlank()) {
                networks.add(Network.of("trusted.proxies", proxy.strip()));
            }
        }
        if (!networks.isEmpty() && !config.protocol().equals("websocket")) {
            throw new BadConfigurationException("trusted.proxies needs protocol = websocket: a stream has no headers");
        }
        HttpString certificate = header("forwarded.certificate", config.forwarded_certificate());
        if (certificate != null && networks.isEmpty()) {
            throw new BadConfigurationException("forwarded.certificate needs trusted.proxies");
        }
        return new TrustedProxies(
                List.copyOf(networks), header("forwarded.address", config.forwarded_address()), certificate);
    }

    private static @Nullable HttpString header(String key, String name) throws BadConfigurationException {
        if (!name.isEmpty() && !name.matches(HEADER_NAME)) {
            throw BadConfigurationException.of(key, name, "is no name of an HTTP header");
        }
        return name.isEmpty() ? null : new HttpString(name);
    }

    /**
     * Says where a peer comes from.
     *
     * @param direct the other end of the socket
     * @param headers of its request
     * @param clients what is asked of its certificate; {@code null} when it is not asked for one
     * @throws CertificateException when its certificate is not good, or is missing
     */
    Origin origin(Origin direct, HeaderMap headers, @Nullable ClientCertificates clients) throws CertificateException {
        Origin origin = direct;
        if (trusts(direct.remote().getAddress())) {
            // What the balancer itself may have shown is not the peer's.
            origin = new Origin(address(direct.remote(), headers), certificates(headers, clients));
        }
        if (clients != null) {
            if (clients.required() && origin.certificates().isEmpty()) {
                throw new CertificateException("no certificate was presented");
            }
            clients.requireNotRevoked(origin.certificates()); // since the handshake, which may be long ago
        }
        return origin;
    }

    private boolean trusts(InetAddress address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }

    /** Each balancer adds whom it heard at the end, so whatever is in front of the first stranger may be made up. */
    private InetSocketAddress address(InetSocketAddress direct, HeaderMap headers) {
        String[] hops = String.join(",", values(headers, addressHeader)).split(",", -1);
        InetSocketAddress known = direct;
        for (int i = hops.length - 1; i >= 0 && trusts(known.getAddress()); i--) {
            InetSocketAddress hop = IpAddresses.parseWithPort(hops[i].strip());
            if (hop == null) {
                break;
            }
            known = hop;
        }
        return known;
    }

    private List<X509Certificate> certificates(HeaderMap headers, @Nullable ClientCertificates clients)
            throws CertificateException {
        if (clients == null) {
            return List.of();
        }
        List<X509Certificate> presented =
                ForwardedCertificate.read(values(headers, certificateHeader), values(headers, CHAIN_HEADER));
        return presented.isEmpty() ? presented : clients.verify(presented);
    }

    private static List<String> values(HeaderMap headers, @Nullable HttpString name) {
        HeaderValues values = name == null ? null : headers.get(name);
        return values == null ? List.of() : List.copyOf(values);
    }
}
