package io.culvert.api.tls;

import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;
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
     * @param clients what it asks of theirs; {@code null} when it does not ask for certificates. A handshake with one
     *     that {@link ClientCertificates#verify} refuses fails
     * @throws GeneralSecurityException when it cannot be used; the message says why
     */
    TlsContext serverContext(TlsIdentity identity, @Nullable ClientCertificates clients)
            throws GeneralSecurityException;
}
