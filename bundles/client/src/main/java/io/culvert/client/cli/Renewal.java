package io.culvert.client.cli;

import io.culvert.client.CulvertException;
import io.culvert.client.CulvertException.Kind;
import io.culvert.client.Identity;
import io.culvert.client.Trust;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Renews an identity, once or whenever it is due. */
final class Renewal {

    /** What trying again does not mend. */
    private static final Set<Kind> FINAL = Set.of(Kind.CERTIFICATE_REFUSED, Kind.REFUSED);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);
    private static final Duration SHORTEST_BOUND = Duration.ofSeconds(1);

    /** The clock may be set meanwhile, or the machine sleep. */
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private final Step step;
    private final Path folder;
    private final RandomGenerator random;

    /** Renews once. */
    @FunctionalInterface
    interface Step {
        Identity renew() throws CulvertException;
    }

    Renewal(Step step, Path folder, RandomGenerator random) {
        this.step = step;
        this.folder = folder;
        this.random = random;
    }

    void once() throws CulvertException {
        Identity old = Identity.load(folder);
        Identity renewed = step.renew();
        Console.info("renewed device " + renewed.device() + ", until "
                + renewed.certificate().getNotAfter().toInstant());
        for (X509Certificate root : renewed.roots()) {
            if (!old.roots().contains(root)) {
                Console.info("a new authority is believed, for which an old one vouches: '"
                        + root.getSubjectX500Principal().getName() + "', SHA-256 fingerprint "
                        + Trust.fingerprint(root));
            }
        }
    }

    /** Ends by being interrupted, or when there will be no certificate any more. */
    void forEver() throws CulvertException, InterruptedException {
        @Nullable X509Certificate current = null;
        Instant due = Instant.MIN;
        while (true) {
            // Read again, because another one may have renewed it.
            X509Certificate certificate = Identity.load(folder).certificate();
            if (!certificate.equals(current)) {
                current = certificate;
                due = due(certificate, random);
                Console.info("to be renewed at " + due);
            }
            Duration left = Duration.between(Instant.now(), due);
            if (left.isNegative() || left.isZero()) {
                untilRenewed(certificate);
            } else {
                Thread.sleep(Math.min(left.toMillis() + 1, LOOK_AGAIN.toMillis()));
            }
        }
    }

    private void untilRenewed(X509Certificate certificate) throws CulvertException, InterruptedException {
        Backoff backoff = new Backoff(random, longestPause(certificate));
        while (Identity.load(folder).certificate().equals(certificate)) {
            try {
                once();
            } catch (CulvertException e) {
                if (FINAL.contains(e.kind())) {
                    throw e;
                }
                Duration pause = backoff.next();
                Console.warn("not renewed: " + Reason.of(e) + "; trying again in " + pause.toMillis() / 1000.0 + " s");
                Thread.sleep(pause.toMillis());
            }
        }
    }

    /** Short against a short life. */
    private static Duration longestPause(X509Certificate certificate) {
        Duration part = life(certificate).dividedBy(24);
        return part.compareTo(LONGEST_PAUSE) > 0
                ? LONGEST_PAUSE
                : part.compareTo(SHORTEST_BOUND) < 0 ? SHORTEST_BOUND : part;
    }

    /** When two thirds of its life have passed, and some more, so that not all devices of one day come at once. */
    static Instant due(X509Certificate certificate, RandomGenerator random) {
        long life = life(certificate).toMillis();
        return certificate.getNotBefore().toInstant().plusMillis(life * 2 / 3 + random.nextLong(life / 12 + 1));
    }

    private static Duration life(X509Certificate certificate) {
        return Duration.between(
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }
}
