package io.culvert.api.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Who a server is.
 *
 * @param key the private key of the first certificate
 * @param chain the server's certificate, then those that lead to its authority
 */
public record TlsIdentity(PrivateKey key, List<X509Certificate> chain) {

    public TlsIdentity {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("no certificate");
        }
    }

    @Override
    public String toString() {
        return "identity " + chain.get(0).getSubjectX500Principal();
    }
}
