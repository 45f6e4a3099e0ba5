package io.culvert.transport.undertow;

import io.culvert.api.tls.LocalAuthority;
import io.culvert.api.tls.TlsIdentity;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's own certificate authority, as it is at each moment: there may be none, or it may fail while its bundle is
 * being replaced. For any thread.
 */
final class OwnAuthority {

    private static final Logger LOG = LoggerFactory.getLogger(OwnAuthority.class);

    private volatile @Nullable LocalAuthority service;

    void bind(LocalAuthority authority) {
        service = authority;
    }

    void unbind(LocalAuthority authority) {
        if (service == authority) {
            service = null;
        }
    }

    boolean present() {
        return service != null;
    }

    /** A server's certificate for these names; the same until it is renewed. */
    TlsIdentity serverIdentity(List<String> names) throws NoAuthorityException {
        LocalAuthority current = service;
        if (current == null) {
            throw new NoAuthorityException(
                    "no certificate: give certificate and certificate.key, or install the feature culvert-ca");
        }
        try {
            return current.serverIdentity(names);
        } catch (GeneralSecurityException e) {
            throw new NoAuthorityException("no certificate by the gateway's own authority: " + e.getMessage());
        } catch (RuntimeException | LinkageError e) {
            throw new NoAuthorityException("the gateway's own authority has failed: " + e);
        }
    }

    /** The authorities that certificates of devices come from; empty when there are none. */
    List<X509Certificate> authorities() {
        LocalAuthority current = service;
        return current == null ? List.of() : authorities(current);
    }

    /** Whether it says that a certificate is revoked. */
    boolean revoked(X509Certificate certificate) {
        LocalAuthority current = service;
        return current != null && revoked(current, certificate);
    }

    /** The same for those who believe nobody but it: while it is not there, nobody can tell. */
    boolean notVouchedFor(X509Certificate certificate) {
        LocalAuthority current = service;
        return current == null || authorities(current).isEmpty() || revoked(current, certificate);
    }

    private static List<X509Certificate> authorities(LocalAuthority authority) {
        try {
            return authority.authorities();
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("The gateway's own authority has failed, and is not believed for the moment: {}", e.toString());
            return List.of();
        }
    }

    private static boolean revoked(LocalAuthority authority, X509Certificate certificate) {
        try {
            return authority.revoked(certificate);
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("The gateway's own authority has failed, and a certificate counts as revoked: {}", e.toString());
            return true;
        }
    }
}
