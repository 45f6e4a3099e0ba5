package io.culvert.api.ca;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Where the authority's own keys are, and the only place that signs with them: a file by default, or what a plugin
 * brings, such as a hardware module. Register an implementation as a service with the property {@link #NAME}; the
 * authority's configuration says which to use for new generations. May be called by several threads at once, and may
 * block.
 */
@ConsumerType
public interface AuthorityKeys {

    /** Service property: what the configuration knows it by; {@code file} is the built-in one. */
    String NAME = "authority.keys";

    /**
     * Makes a key pair. It need not survive a restart before {@link #keep}. One of that name that was not kept is
     * replaced.
     *
     * @param name letters, digits and hyphens
     * @param algorithm {@code EC-P256}, {@code EC-P384} or {@code RSA-3072}
     */
    PublicKey create(String name, String algorithm) throws GeneralSecurityException, AuthorityException;

    /**
     * Takes a key pair that was made elsewhere. As {@link #create}.
     *
     * @throws AuthorityException when it takes none
     */
    void adopt(String name, PrivateKey key, PublicKey publicKey) throws GeneralSecurityException, AuthorityException;

    /**
     * Keeps a key pair for good; returns when it is safe.
     *
     * @param chain its certificate, then those that lead to a root
     */
    void keep(String name, List<X509Certificate> chain) throws GeneralSecurityException, AuthorityException;

    /**
     * The public key of a name; {@code null} when there is none.
     *
     * @throws LockedException when a password is wrong
     * @throws AuthorityException when the keys cannot be read
     */
    @Nullable PublicKey publicKey(String name) throws LockedException, AuthorityException;

    /**
     * Signs.
     *
     * @param algorithm of JCA, such as {@code SHA256withECDSA}
     */
    byte[] sign(String name, String algorithm, byte[] content) throws GeneralSecurityException, AuthorityException;

    /** Destroys a key pair; without effect when there is none. */
    void delete(String name) throws GeneralSecurityException, AuthorityException;

    /** The password does not open the keys. */
    final class LockedException extends Exception {

        private static final long serialVersionUID = 1L;

        public LockedException(String message) {
            super(message);
        }
    }
}
