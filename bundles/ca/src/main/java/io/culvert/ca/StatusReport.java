package io.culvert.ca;

import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.AuthorityKeys.LockedException;
import io.culvert.api.ca.AuthorityStatus;
import io.culvert.api.ca.AuthorityStatus.Phase;
import io.culvert.api.ca.AuthorityStatus.State;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says how the authority is. */
final class StatusReport {

    private final Authority authority;
    private final Clock clock;

    /**
     * What is wrong.
     *
     * @param state in one word
     * @param problem what is wrong and what to do about it; empty when nothing is
     */
    private record Finding(State state, String problem) {}

    StatusReport(Authority authority, Clock clock) {
        this.authority = authority;
        this.clock = clock;
    }

    /** Of an authority whose files cannot be opened. */
    static AuthorityStatus failed(String folder, String problem) {
        return new AuthorityStatus(State.FAILED, problem, folder, List.of(), 0, 0, 0, 0, Map.of(), null);
    }

    /**
     * How it is.
     *
     * @param trouble what keeps it from writing its files; empty when nothing does
     */
    AuthorityStatus now(String trouble) {
        AuthoritySettings settings = authority.settings();
        Instant now = clock.instant();
        Register.Counts counts = authority.register.counts(now);
        Finding finding = find(settings, now, trouble);
        return new AuthorityStatus(
                finding.state(),
                finding.problem(),
                settings.folder().toString(),
                authority.generations.believed().stream()
                        .map(generation -> describe(generation, counts, settings))
                        .toList(),
                counts.issued(),
                counts.active(),
                counts.revoked(),
                counts.blocked(),
                authority.issuer.refused(),
                renewal(settings));
    }

    private Finding find(AuthoritySettings settings, Instant now, String trouble) {
        Optional<Generation> signing = authority.generations.signing();
        if (signing.isEmpty()) {
            return trouble.isEmpty()
                    ? new Finding(State.MISSING, "There is no authority yet; make one with culvert:ca-renew")
                    : new Finding(State.FAILED, trouble);
        }
        Finding key = checkKey(signing.get());
        if (key != null) {
            return key;
        }
        if (!trouble.isEmpty()) {
            return new Finding(State.FAILED, trouble);
        }
        Instant end = signing.get().certificate().getNotAfter().toInstant();
        if (now.isAfter(end)) {
            return new Finding(
                    State.EXPIRED, "The authority has expired at " + end + "; renew it with culvert:ca-renew");
        }
        boolean byItself = settings.automatic() && !signing.get().imported();
        // Who makes it by itself takes an hour to be sure of the date.
        Duration patience = byItself ? Steadiness.LONG_ENOUGH.multipliedBy(2) : Duration.ZERO;
        if (now.isAfter(end.minus(settings.lead()).plus(patience))
                && authority.generations.prepared().isEmpty()) {
            return new Finding(
                    State.EXPIRING,
                    "The authority expires at " + end
                            + (byItself
                                    ? ", and its successor was not made by itself: the log says why; renew it with"
                                            + " culvert:ca-renew"
                                    : "; renew it with culvert:ca-renew"));
        }
        return new Finding(State.VALID, "");
    }

    private @Nullable Finding checkKey(Generation generation) {
        String number = "generation " + generation.number();
        try {
            PublicKey key = authority.generations.keysOf(generation).publicKey(generation.keyName());
            if (key == null) {
                return new Finding(
                        State.KEY_MISSING,
                        "The key of " + number
                                + " is missing; restore ca.p12 from a backup, or make a new generation with"
                                + " culvert:ca-renew, whose root every device then has to be given");
            }
            if (!key.equals(generation.certificate().getPublicKey())) {
                return new Finding(
                        State.KEY_MISMATCH,
                        "The key of " + number + " is not that of its certificate; restore ca.p12 and generations.json"
                                + " from the same backup");
            }
            return null;
        } catch (LockedException e) {
            return new Finding(State.LOCKED, String.valueOf(e.getMessage()));
        } catch (AuthorityException e) {
            return new Finding(State.FAILED, String.valueOf(e.getMessage()));
        }
    }

    private AuthorityStatus.Generation describe(
            Generation generation, Register.Counts counts, AuthoritySettings settings) {
        Optional<RevocationLists.Published> list = authority.lists.of(generation.number());
        return new AuthorityStatus.Generation(
                generation.number(),
                generation.phase(),
                generation.certificate().getSubjectX500Principal().getName(),
                fingerprint(generation),
                generation.certificate().getNotBefore().toInstant(),
                generation.certificate().getNotAfter().toInstant(),
                generation.imported(),
                counts.activeByGeneration().getOrDefault(generation.number(), 0L),
                list.map(RevocationLists.Published::number).orElse(0L),
                list.map(published ->
                                published.list().getThisUpdate().toInstant().plus(settings.crlInterval()))
                        .orElse(null),
                list.map(published -> published.list().getNextUpdate().toInstant())
                        .orElse(null));
    }

    private static String fingerprint(Generation generation) {
        try {
            return HexFormat.of()
                    .formatHex(KeyIdentifier.digest(
                            "SHA-256", generation.certificate().getEncoded()));
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("it was read from its encoding", e);
        }
    }

    private @Nullable Instant renewal(AuthoritySettings settings) {
        return settings.automatic()
                ? authority
                        .generations
                        .signing()
                        .filter(generation -> !generation.imported() && generation.phase() == Phase.ACTIVE)
                        .map(generation -> generation
                                .certificate()
                                .getNotAfter()
                                .toInstant()
                                .minus(settings.lead()))
                        .orElse(null)
                : null;
    }
}
