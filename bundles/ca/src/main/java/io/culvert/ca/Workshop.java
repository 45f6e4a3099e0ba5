package io.culvert.ca;

import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.AuthorityKeys;
import io.culvert.api.ca.AuthorityStatus;
import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ConfigurationReader;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the authority once its files could be opened, tries again while they cannot, and looks after it. Whoever asks
 * never waits for that.
 */
final class Workshop implements LiveSessions.Revoked {

    private static final Logger LOG = LoggerFactory.getLogger(Workshop.class);
    private static final Duration RETRY = Duration.ofSeconds(10);
    private static final String FILE = "file";

    private final Clock clock;
    private final LongSupplier nanoTime;
    private final DurableFiles files;
    private final Listeners listeners = new Listeners();
    private final Map<String, AuthorityKeys> keys = new ConcurrentHashMap<>();

    // Written under the monitor.
    private volatile @Nullable AuthoritySettings settings;
    private volatile @Nullable Authority authority;
    private volatile @Nullable Caretaker caretaker;
    private volatile String problem = "It has not been opened yet";
    private long nextAttempt;
    private boolean closed;

    Workshop(Clock clock, LongSupplier nanoTime) {
        this(clock, nanoTime, new DurableFiles());
    }

    /** For tests that let the process, or the disk, fail at a step. */
    Workshop(Clock clock, LongSupplier nanoTime, DurableFiles files) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.files = files;
        this.nextAttempt = nanoTime.getAsLong();
    }

    /** What keeps keys, by name, besides the file. */
    Map<String, AuthorityKeys> keys() {
        return keys;
    }

    /** Who hears of what the authority does. */
    Listeners listeners() {
        return listeners;
    }

    /** Takes a configuration; keeps the last good one when it cannot be used. */
    synchronized void configure(AuthorityConfig config, Map<String, ?> properties) {
        AuthoritySettings before = settings;
        try {
            AuthoritySettings changed = AuthoritySettings.read(config, properties);
            settings = changed;
            Authority open = authority;
            if (open == null) {
                open();
            } else if (before != null
                    && before.folder().equals(changed.folder())
                    && before.password().equals(changed.password())) {
                open.settings(changed);
            } else {
                shut();
                open();
            }
        } catch (BadConfigurationException e) {
            String origin = new ConfigurationReader(properties).origin();
            if (before == null) {
                problem = origin + ": " + e.getMessage();
                LOG.error("{}: {}. There is no certificate authority", origin, e.getMessage());
            } else {
                LOG.error("{}: {}. The old configuration stays in force", origin, e.getMessage());
            }
        }
    }

    private synchronized void open() {
        AuthoritySettings current = settings;
        if (closed || current == null || authority != null || nanoTime.getAsLong() < nextAttempt) {
            return;
        }
        AuthorityKeys file = new KeyFile(files, current.folder(), current.password());
        try {
            Authority opened = new Authority(
                    current,
                    files,
                    name -> Optional.ofNullable(name.equals(FILE) ? file : keys.get(name)),
                    listeners,
                    clock,
                    nanoTime);
            authority = opened;
            caretaker = new Caretaker(opened, clock, nanoTime);
            problem = "";
            begin(opened, current);
        } catch (IOException e) {
            nextAttempt = nanoTime.getAsLong() + RETRY.toNanos();
            String now = String.valueOf(e.getMessage());
            if (!now.equals(problem)) {
                problem = now;
                LOG.error("The certificate authority cannot be opened, and is tried again: {}", now);
            }
        }
    }

    /** Makes what is missing. What fails here is found again by the caretaker, or is in the status. */
    private static void begin(Authority opened, AuthoritySettings settings) {
        try {
            opened.generations.destroyRetiredKeys();
            if (opened.generations.noneHasSigned()
                    && opened.register.counts(Instant.EPOCH).issued() == 0
                    && settings.create()) {
                opened.administration.renew(true, Administration.BY_ITSELF);
                LOG.info("Made a certificate authority in {}", settings.folder());
            } else {
                opened.administration.publish();
            }
        } catch (AuthorityException e) {
            LOG.error("The certificate authority is not complete: {}", e.getMessage());
        }
    }

    /** Looks after everything; to be called about once a second, by one thread. */
    void look() {
        try {
            open();
            Caretaker current = caretaker;
            if (current != null) {
                current.look();
            }
        } catch (RuntimeException | LinkageError e) {
            LOG.error("Looking after the certificate authority failed, and goes on", e);
        }
    }

    synchronized void close() {
        closed = true;
        shut();
    }

    private void shut() {
        Authority open = authority;
        authority = null;
        caretaker = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.warn("The register was not closed: {}", e.getMessage());
            }
        }
    }

    /** The authority; {@code null} while its files cannot be opened. */
    @Nullable Authority authority() {
        return authority;
    }

    /** The authority, for an operator. */
    Authority opened() throws AuthorityException {
        Authority open = authority;
        if (open == null) {
            throw new AuthorityException("The certificate authority cannot be opened: " + problem);
        }
        return open;
    }

    AuthorityStatus status() {
        Authority open = authority;
        Caretaker current = caretaker;
        AuthoritySettings now = settings;
        return open == null
                ? StatusReport.failed(now == null ? "" : now.folder().toString(), problem)
                : new StatusReport(open, clock).now(current == null ? "" : current.problem());
    }

    @Override
    public boolean certificate(X509Certificate certificate) {
        Authority open = authority;
        return open != null && open.revoked(certificate);
    }

    @Override
    public boolean blocked(String identity, @Nullable String uuid) {
        Authority open = authority;
        if (open == null) {
            return false;
        }
        // A device is its identity's: who calls itself like another's device is not meant.
        UUID device = Optional.ofNullable(uuid)
                .flatMap(Devices::parse)
                .filter(claimed ->
                        open.register.owner(claimed).map(identity::equals).orElse(true))
                .orElseGet(() -> Devices.derivedFrom(identity));
        return open.register.isBlocked(device, identity);
    }
}
