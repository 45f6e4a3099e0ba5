package io.culvert.api.ca;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What an operator may see and do. May be called by any thread; what changes something returns when it is on the disk.
 * The {@code operator} is who does it, for the audit trail.
 */
@ProviderType
public interface AuthorityOperations {

    /** How the authority is. Cheap. */
    AuthorityStatus status();

    // ---- generations

    /**
     * Makes a new generation, or goes on with the one that is prepared. The old ones stay believed, so that nobody is cut
     * off; without any it makes the first.
     *
     * @param activate whether it signs from now on; {@code false} lets devices learn of it first
     * @return its number
     * @throws AuthorityException when that is not possible; nothing has changed then
     */
    int renewAuthority(boolean activate, String operator) throws AuthorityException;

    /**
     * Makes a generation of an authority that was made elsewhere, and lets it sign from now on.
     *
     * @param key of the first certificate
     * @param chain the authority that signs for devices, then those that lead to its root, and the root
     * @return its number
     * @throws AuthorityException when it cannot be used; nothing has changed then
     */
    int importAuthority(PrivateKey key, List<X509Certificate> chain, String operator) throws AuthorityException;

    /**
     * Lets another authority vouch for the generation that signs: from now on this is in every chain.
     *
     * @param chain a certificate of {@link #signingRequest}, then those that lead to its root, and the root
     * @throws AuthorityException when it is of another key, or cannot be used; nothing has changed then
     */
    void crossCertify(List<X509Certificate> chain, String operator) throws AuthorityException;

    /**
     * A request for a certificate of the generation that signs, to have another authority vouch for it.
     *
     * @return PKCS#10, DER
     */
    byte[] signingRequest() throws AuthorityException;

    /** Whom devices are to believe, as of now. */
    TrustBundle trust();

    // ---- certificates

    /**
     * Issues a certificate on the word of an operator.
     *
     * @param device UUID of the device; {@code null} to derive it from the identity
     * @param identity whose device it is
     * @param request PKCS#10, DER
     * @param life how long it is to be valid; {@code null} for as long as that of others
     */
    Issuance issue(@Nullable String device, String identity, byte[] request, @Nullable Duration life, String operator);

    /** The certificates that a query asks for, those that expire last first. */
    Page find(CertificateQuery query);

    /** One certificate by its serial number in hexadecimal digits. */
    Optional<Entry> certificate(String serial) throws AuthorityException;

    /**
     * Revokes certificates that are not yet, renews the revocation lists, and closes the sessions and tunnels that are
     * concerned, with code 4403.
     *
     * @return how many were revoked
     * @throws AuthorityException when there is no such certificate, or it cannot be written; nothing has changed then
     */
    int revoke(RevocationTarget target, RevocationReason reason, String operator) throws AuthorityException;

    /**
     * Lets a device or identity that was revoked have certificates again; those it had stay revoked.
     *
     * @param target a device or an identity
     * @return whether it was revoked
     */
    boolean readmit(RevocationTarget target, String operator) throws AuthorityException;

    /**
     * What to revoke.
     */
    sealed interface RevocationTarget {
        /** One certificate; its device may have others. */
        record Certificate(String serial) implements RevocationTarget {}

        /** All certificates of a device, which gets no others until it is readmitted. */
        record Device(String uuid) implements RevocationTarget {}

        /** All certificates of all devices of an identity, which gets no others until it is readmitted. */
        record Identity(String name) implements RevocationTarget {}
    }

    /**
     * Which certificates to find: those for which everything that is given holds.
     *
     * @param text is in device, identity or serial, whatever its case; {@code null} for any
     * @param device UUID; {@code null} for any
     * @param identity {@code null} for any
     * @param expiresBefore {@code null} for any
     * @param revoked whether revoked; {@code null} for either
     * @param expired whether those that have expired are wanted, too
     * @param offset how many to leave out
     * @param limit how many at most
     */
    record CertificateQuery(
            @Nullable String text,
            @Nullable String device,
            @Nullable String identity,
            @Nullable Instant expiresBefore,
            @Nullable Boolean revoked,
            boolean expired,
            int offset,
            int limit) {

        /** All that are valid, as far as the limit. */
        public static CertificateQuery all(int limit) {
            return new CertificateQuery(null, null, null, null, null, false, 0, limit);
        }
    }

    /**
     * Some of the certificates that a query asks for.
     *
     * @param total how many there are
     * @param certificates those from the offset to the limit
     */
    record Page(long total, List<CertificateInfo> certificates) {

        public Page {
            certificates = List.copyOf(certificates);
        }
    }

    /**
     * A certificate with what the register has of it.
     *
     * @param info what the register has of it
     * @param certificate itself
     */
    record Entry(CertificateInfo info, X509Certificate certificate) {}
}
