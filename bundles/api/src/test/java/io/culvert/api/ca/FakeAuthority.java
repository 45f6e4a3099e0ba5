package io.culvert.api.ca;

import io.culvert.api.ca.AuthorityStatus.Generation;
import io.culvert.api.ca.AuthorityStatus.Phase;
import io.culvert.api.ca.AuthorityStatus.State;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An authority that has what a test puts there, and remembers what it was asked for. */
public final class FakeAuthority implements AuthorityOperations {

    /** When tests of operators are. */
    public static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    public static final String FINGERPRINT = "0a1b".repeat(16);

    public final List<Generation> generations = new ArrayList<>();
    public final Map<Refusal, Long> refused = new EnumMap<>(Refusal.class);
    public final List<CertificateInfo> certificates = new ArrayList<>();
    public final Map<String, X509Certificate> encoded = new HashMap<>();
    public final Set<RevocationTarget> blocked = new HashSet<>();
    /** What was done, by whom. */
    public final List<String> done = new ArrayList<>();

    public State state = State.VALID;
    public String problem = "";
    public String folder = "/var/lib/culvert/server_maintenance/d2d";

    public @Nullable Instant renewal = Instant.parse("2031-05-24T12:00:00Z");

    public TrustBundle trust = new TrustBundle(List.of(), List.of(), List.of());
    public Issuance issuance = new Issuance.Refused(Refusal.UNAVAILABLE, "A test has to say what comes of it.");

    public @Nullable String failure;

    public byte[] request = {};
    public List<X509Certificate> chain = List.of();

    public @Nullable PrivateKey key;

    public @Nullable CertificateQuery query;

    public static Generation generation(int number, Phase phase) {
        return new Generation(
                number,
                phase,
                "CN=Culvert D2D CA G" + number,
                FINGERPRINT,
                NOW.minus(Duration.ofDays(10)),
                Instant.parse("2031-11-20T12:00:00Z"),
                false,
                3,
                7,
                NOW.plus(Duration.ofHours(5)),
                NOW.plus(Duration.ofDays(13)));
    }

    public static CertificateInfo info(String serial, String device, String identity) {
        return new CertificateInfo(
                serial, device, identity, 1, NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(29)), null);
    }

    @Override
    public AuthorityStatus status() {
        return new AuthorityStatus(state, problem, folder, generations, 12, 9, 2, 1, refused, renewal);
    }

    @Override
    public int renewAuthority(boolean activate, String operator) throws AuthorityException {
        fail();
        done.add((activate ? "renew by " : "prepare by ") + operator);
        int number = generations.size() + 1;
        generations.add(0, generation(number, activate ? Phase.ACTIVE : Phase.PREPARED));
        return number;
    }

    @Override
    public int importAuthority(PrivateKey given, List<X509Certificate> with, String operator)
            throws AuthorityException {
        fail();
        done.add("import by " + operator);
        key = given;
        chain = with;
        return 2;
    }

    @Override
    public void crossCertify(List<X509Certificate> with, String operator) throws AuthorityException {
        fail();
        done.add("cross-certify by " + operator);
        chain = with;
    }

    @Override
    public byte[] signingRequest() throws AuthorityException {
        fail();
        return request;
    }

    @Override
    public TrustBundle trust() {
        return trust;
    }

    @Override
    public Issuance issue(
            @Nullable String device, String identity, byte[] csr, @Nullable Duration life, String operator) {
        request = csr;
        done.add("issue " + device + " of " + identity + " for " + life + " by " + operator);
        return issuance;
    }

    @Override
    public Page find(CertificateQuery asked) {
        query = asked;
        List<CertificateInfo> found =
                certificates.stream().filter(each -> matches(asked, each)).toList();
        return new Page(
                found.size(),
                found.stream().skip(asked.offset()).limit(asked.limit()).toList());
    }

    private static boolean matches(CertificateQuery asked, CertificateInfo info) {
        String all = info.serial() + " " + info.device() + " " + info.identity();
        return (asked.text() == null
                        || all.toLowerCase(Locale.ROOT).contains(asked.text().toLowerCase(Locale.ROOT)))
                && (asked.device() == null || asked.device().equals(info.device()))
                && (asked.identity() == null || asked.identity().equals(info.identity()))
                && (asked.expiresBefore() == null || info.notAfter().isBefore(asked.expiresBefore()))
                && (asked.revoked() == null || asked.revoked() == (info.revocation() != null))
                && (asked.expired() || info.notAfter().isAfter(NOW));
    }

    @Override
    public Optional<Entry> certificate(String serial) throws AuthorityException {
        fail();
        return certificates.stream()
                .filter(each -> each.serial().equals(serial))
                .findFirst()
                .map(each -> new Entry(each, Objects.requireNonNull(encoded.get(serial))));
    }

    @Override
    public int revoke(RevocationTarget target, RevocationReason reason, String operator) throws AuthorityException {
        fail();
        done.add("revoke " + target + " for " + reason + " by " + operator);
        blocked.add(target);
        return (int) certificates.stream()
                .filter(each -> target.equals(new RevocationTarget.Certificate(each.serial()))
                        || target.equals(new RevocationTarget.Device(each.device()))
                        || target.equals(new RevocationTarget.Identity(each.identity())))
                .count();
    }

    @Override
    public boolean readmit(RevocationTarget target, String operator) throws AuthorityException {
        fail();
        done.add("readmit " + target + " by " + operator);
        return blocked.remove(target);
    }

    private void fail() throws AuthorityException {
        if (failure != null) {
            throw new AuthorityException(failure);
        }
    }
}
