package io.culvert.ca;

import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.AuthorityStatus.Phase;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what is due: revocation lists, the next generation, the end of an old one. What cannot be undone waits until its
 * reason has held for an hour of uptime. For one thread.
 */
final class Caretaker {

    private static final Logger LOG = LoggerFactory.getLogger(Caretaker.class);

    /** By how much the date may differ from what has passed, between two looks. */
    private static final Duration JUMP = Duration.ofMinutes(2);

    private static final Duration COMPACTION = Duration.ofDays(1);
    private static final Duration PAUSE = Duration.ofMinutes(1);
    /** From one making of revocation lists to the next: one whose key is not at hand stays due. */
    private static final Duration LISTS_PAUSE = Duration.ofMinutes(10);

    private final Authority authority;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Steadiness steadiness;

    private Instant date;
    private long time;
    private long compacted;
    private long notBefore;
    private long listsNotBefore;
    private String problem = "";

    Caretaker(Authority authority, Clock clock, LongSupplier nanoTime) {
        this.authority = authority;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.steadiness = new Steadiness(nanoTime);
        this.date = clock.instant();
        this.time = nanoTime.getAsLong();
        this.compacted = time;
        this.notBefore = time;
        this.listsNotBefore = time;
    }

    /** Looks after everything; to be called about once a second. Never throws for what an operator has to mend. */
    void look() {
        noticeJump();
        if (nanoTime.getAsLong() < notBefore) {
            return;
        }
        try {
            care();
            if (!problem.isEmpty()) {
                problem = "";
                LOG.info("The certificate authority looks after itself again");
            }
        } catch (AuthorityException | IOException e) {
            notBefore = nanoTime.getAsLong() + PAUSE.toNanos();
            String now = String.valueOf(e.getMessage());
            if (!now.equals(problem)) {
                problem = now;
                LOG.error("The certificate authority cannot look after itself, and tries again: {}", now);
            }
        }
    }

    /** What keeps it from that; empty when nothing does. */
    String problem() {
        return problem;
    }

    private void noticeJump() {
        Instant dateNow = clock.instant();
        long timeNow = nanoTime.getAsLong();
        Duration difference =
                Duration.between(date, dateNow).minusNanos(timeNow - time).abs();
        if (difference.compareTo(JUMP) > 0) {
            LOG.warn(
                    "The clock has jumped from {} to {}; nothing that depends on the date is done for an hour",
                    date,
                    dateNow);
            steadiness.restart();
        }
        date = dateNow;
        time = timeNow;
    }

    private void care() throws AuthorityException, IOException {
        AuthoritySettings settings = authority.settings();
        if (nanoTime.getAsLong() >= listsNotBefore && authority.lists.due(settings)) {
            authority.administration.renewLists();
            listsNotBefore = nanoTime.getAsLong() + LISTS_PAUSE.toNanos();
        }
        if (settings.automatic()) {
            renew(settings);
        }
        for (Generation generation : authority.generations.believed()) {
            if (steadiness.held("retire " + generation.number(), isOver(generation))) {
                authority.administration.retire(generation);
                authority.identities.forget(generation);
                LOG.info("Generation {} of the certificate authority has retired", generation.number());
            }
        }
        if (steadiness.held("compact", nanoTime.getAsLong() - compacted > COMPACTION.toNanos())) {
            authority.register.compact(clock.instant(), settings.retention());
            compacted = nanoTime.getAsLong();
        }
    }

    private void renew(AuthoritySettings settings) throws AuthorityException {
        Instant now = clock.instant();
        Generation signing = authority.generations.signing().orElse(null);
        Generation prepared = authority.generations.prepared().orElse(null);
        // What was made elsewhere is renewed elsewhere.
        boolean ending = signing != null
                && !signing.imported()
                && now.isAfter(end(signing).minus(settings.lead()));
        if (steadiness.held("prepare", ending && prepared == null)) {
            authority.administration.renew(false, Administration.BY_ITSELF);
        }
        boolean known = prepared != null && now.isAfter(since(prepared).plus(settings.preparation()));
        boolean urgent = prepared != null
                && signing != null
                && now.isAfter(end(signing).minus(settings.profile().life()));
        if (steadiness.held("activate", known || urgent)) {
            authority.administration.renew(true, Administration.BY_ITSELF);
        }
    }

    private static Instant since(Generation generation) {
        return generation.certificate().getNotBefore().toInstant().plus(AuthorityCertificates.BACK_DATING);
    }

    private static Instant end(Generation generation) {
        return generation.certificate().getNotAfter().toInstant();
    }

    /** Whether nothing that it has signed is valid any more, or can be renewed as if it were. */
    private boolean isOver(Generation generation) {
        return generation.phase() == Phase.SUPERSEDED
                && authority
                        .register
                        .lastExpiry(generation.number())
                        .map(last -> clock.instant().isAfter(last))
                        .orElse(true);
    }
}
