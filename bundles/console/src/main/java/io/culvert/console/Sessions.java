package io.culvert.console;

import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ConfigurationReader;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;

/**
 * The logins of browsers, by the digest of a random identifier that only the browser has. In memory: they end with the
 * gateway. For any thread.
 */
@Component(service = Sessions.class, configurationPid = "io.culvert.console")
public final class Sessions {

    private static final int DAY = 24 * 60 * 60;
    private static final int MOST = 10_000;

    private record Session(Login login, Instant begun, Instant used) {}

    private record Limits(Duration idle, Duration lifetime, int count) {}

    private final Accounts accounts;
    private final Clock clock;
    /** By digest, the one that was idle longest first. Guarded by its monitor. */
    private final Map<String, Session> sessions = new LinkedHashMap<>(16, 0.75f, true);

    private volatile Limits limits;

    @Activate
    public Sessions(@Reference Accounts accounts, ConsoleConfig config, Map<String, Object> properties)
            throws BadConfigurationException {
        this(accounts, config, properties, Clock.systemUTC());
    }

    Sessions(Accounts accounts, ConsoleConfig config, Map<String, Object> properties, Clock clock)
            throws BadConfigurationException {
        this.accounts = accounts;
        this.clock = clock;
        limits = read(config, properties);
    }

    /** Other limits hold for the logins that there are, too. */
    @Modified
    void modified(ConsoleConfig config, Map<String, Object> properties) throws BadConfigurationException {
        limits = read(config, properties);
    }

    private static Limits read(ConsoleConfig config, Map<String, Object> properties) throws BadConfigurationException {
        ConfigurationReader reader = new ConfigurationReader(properties);
        return new Limits(
                reader.seconds("session.idle.timeout", config::session_idle_timeout, 1, 30 * DAY),
                reader.seconds("session.lifetime", config::session_lifetime, 1, 30 * DAY),
                reader.number("session.limit", config::session_limit, 1, MOST));
    }

    /**
     * Begins one.
     *
     * @return its identifier: new, never one that a browser has brought
     */
    String begin(Login login) {
        String id = Secrets.random();
        Instant now = clock.instant();
        synchronized (sessions) {
            sessions.values().removeIf(each -> ended(each, now));
            while (sessions.size() >= limits.count()) {
                sessions.remove(sessions.keySet().iterator().next());
            }
            sessions.put(Secrets.digest(id), new Session(login, now, now));
        }
        return id;
    }

    /** Who has it, who is not idle with that; {@code null} when it has ended or never was. */
    @Nullable Login use(String id) {
        String digest = Secrets.digest(id);
        Instant now = clock.instant();
        synchronized (sessions) {
            Session session = sessions.get(digest);
            if (session == null) {
                return null;
            }
            if (ended(session, now)) {
                sessions.remove(digest);
                return null;
            }
            sessions.put(digest, new Session(session.login(), session.begun(), now));
            return session.login();
        }
    }

    /** Whether it has not ended; asking is no use of it. */
    boolean lives(String id) {
        Instant now = clock.instant();
        synchronized (sessions) {
            Session session = sessions.get(Secrets.digest(id));
            return session != null && !ended(session, now);
        }
    }

    /** Ends it, if it is there. */
    void end(String id) {
        synchronized (sessions) {
            sessions.remove(Secrets.digest(id));
        }
    }

    private boolean ended(Session session, Instant now) {
        Limits current = limits;
        return now.isAfter(session.begun().plus(current.lifetime()))
                || now.isAfter(session.used().plus(current.idle()))
                || !accounts.unchanged(session.login().user(), session.login().account());
    }
}
