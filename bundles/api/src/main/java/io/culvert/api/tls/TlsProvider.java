package io.culvert.api.tls;

import java.security.GeneralSecurityException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An implementation of TLS 1.3 and 1.2, as a service. The transport uses the one with the highest
 * {@code service.ranking}, and Java's own when there is none. When it goes, its contexts are closed, and engines that are
 * in use stay so until their connections end: they must go on working after the bundle was stopped.
 */
@ConsumerType
public interface TlsProvider {

    /** What an operator knows it by, such as {@code BoringSSL}. */
    String name();

    /**
     * Makes the context of one listener.
     *
     * @param identity what the server shows to peers
     * @throws GeneralSecurityException when it cannot be used; the message says why
     */
    TlsContext serverContext(TlsIdentity identity) throws GeneralSecurityException;
}
