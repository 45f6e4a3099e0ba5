package io.culvert.api.ca;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the authority is, as a snapshot.
 *
 * @param state in one word
 * @param problem what is wrong and what to do about it; empty when nothing is
 * @param folder where its files are
 * @param generations those that have not retired, newest first; empty when there is none
 * @param issued certificates issued since the register began
 * @param active certificates that are valid now
 * @param revoked certificates that were revoked, and would otherwise be valid
 * @param blocked devices and identities that get no certificate any more
 * @param refused refusals since the gateway started
 * @param renewal when the next generation will be made by itself; {@code null} when that is switched off, or there is
 *     none to succeed
 */
public record AuthorityStatus(
        State state,
        String problem,
        String folder,
        List<Generation> generations,
        long issued,
        long active,
        long revoked,
        long blocked,
        Map<Refusal, Long> refused,
        @Nullable Instant renewal) {

    public AuthorityStatus {
        generations = List.copyOf(generations);
        refused = Map.copyOf(refused);
    }

    /** How the authority is. */
    public enum State {
        /** There is none yet. */
        MISSING,
        /** All is well. */
        VALID,
        /** Will expire soon, and has no successor yet. */
        EXPIRING,
        /** Has expired. */
        EXPIRED,
        /** The key is not that of the certificate. */
        KEY_MISMATCH,
        /** There is a certificate without its key. */
        KEY_MISSING,
        /** The password does not open the key file. */
        LOCKED,
        /** Its files cannot be read or written. */
        FAILED
    }

    /** How far a generation is. */
    public enum Phase {
        /** Believed, but does not sign yet. */
        PREPARED,
        /** Signs. */
        ACTIVE,
        /** Has a successor that signs; believed until the last certificate it signed has expired. */
        SUPERSEDED,
        /** Gone. */
        RETIRED
    }

    /**
     * One generation of the authority.
     *
     * @param number 1 is the first
     * @param phase how far it is
     * @param subject its name
     * @param fingerprint SHA-256 of its certificate, 64 lower-case hexadecimal digits
     * @param notBefore from when it is valid
     * @param notAfter until when it is valid
     * @param imported whether it was made elsewhere
     * @param active certificates it signed that are valid now
     * @param crlNumber of its last revocation list; 0 when there is none
     * @param nextCrl when the next one will be made, unless something is revoked before; {@code null} when there is none
     * @param crlExpires until when the last one is valid; {@code null} when there is none
     */
    public record Generation(
            int number,
            Phase phase,
            String subject,
            String fingerprint,
            Instant notBefore,
            Instant notAfter,
            boolean imported,
            long active,
            long crlNumber,
            @Nullable Instant nextCrl,
            @Nullable Instant crlExpires) {}
}
