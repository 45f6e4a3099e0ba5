package io.culvert.api.tls;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The gateway's own certificate authority as its listeners see it. Looked up at each use; may be called by any thread.
 */
@ProviderType
public interface LocalAuthority {

    /**
     * A server's certificate for a listener that was given none.
     *
     * @param names host names and addresses that it shall be valid for; at least one
     * @return the same object until it is renewed, so that callers may ask often and compare
     * @throws GeneralSecurityException when there can be none at the moment; the message says why
     */
    TlsIdentity serverIdentity(List<String> names) throws GeneralSecurityException;

    /** The authorities that certificates of devices come from; the same object until they change. May be empty. */
    List<X509Certificate> authorities();

    /** Whether this authority has issued the certificate, and revoked it since. Cheap: asked in every handshake. */
    boolean revoked(X509Certificate certificate);
}
