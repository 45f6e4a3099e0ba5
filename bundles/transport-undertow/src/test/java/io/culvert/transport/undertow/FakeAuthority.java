package io.culvert.transport.undertow;

import io.culvert.api.tls.LocalAuthority;
import io.culvert.api.tls.TestAuthority;
import io.culvert.api.tls.TestAuthority.Issued;
import io.culvert.api.tls.TlsIdentity;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A certificate authority of the gateway, as far as listeners know it, with certificates that openssl has made. */
final class FakeAuthority implements LocalAuthority {

    final TestAuthority root;
    final Set<X509Certificate> revoked = ConcurrentHashMap.newKeySet();
    final Map<List<String>, TlsIdentity> issued = new ConcurrentHashMap<>();
    private volatile List<X509Certificate> authorities;
    private volatile String trouble = "";
    private volatile boolean broken;

    FakeAuthority(Path folder) {
        root = TestAuthority.root(folder, "culvert");
        authorities = List.of(root.own().certificate());
    }

    /** From now on these are believed. */
    void believe(X509Certificate... certificates) {
        authorities = List.of(certificates);
    }

    /** From now on there is no certificate, because of this; empty when there is one again. */
    void fail(String why) {
        trouble = why;
    }

    /** From now on it fails altogether, as a service does whose bundle is being replaced; or not. */
    void breakDown(boolean now) {
        broken = now;
    }

    private void requireWhole() {
        if (broken) {
            throw new NoClassDefFoundError("its bundle is being replaced");
        }
    }

    /** From now on there are other certificates for servers. */
    void renew() {
        issued.clear();
    }

    @Override
    public TlsIdentity serverIdentity(List<String> names) throws GeneralSecurityException {
        requireWhole();
        if (!trouble.isEmpty()) {
            throw new GeneralSecurityException(trouble);
        }
        return issued.computeIfAbsent(names, all -> {
            Issued server = root.issue(
                    "/CN=localhost", "extendedKeyUsage=serverAuth\nsubjectAltName=DNS:localhost,IP:127.0.0.1", 2);
            return new TlsIdentity(server.privateKey(), server.certificates());
        });
    }

    @Override
    public List<X509Certificate> authorities() {
        requireWhole();
        return authorities;
    }

    @Override
    public boolean revoked(X509Certificate certificate) {
        requireWhole();
        return revoked.contains(certificate);
    }
}
