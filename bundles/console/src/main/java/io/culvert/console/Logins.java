package io.culvert.console;

import io.culvert.api.admin.Role;
import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ConfigurationReader;
import io.culvert.api.event.Event.OperatorLogin;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks users and passwords by Karaf's JAAS realm, which the shell uses too. For any thread. */
@Component(service = Logins.class, configurationPid = "io.culvert.console")
public final class Logins {

    private static final Logger LOG = LoggerFactory.getLogger(Logins.class);
    private static final String REALM = "karaf";
    private static final String ROLE = "org.apache.karaf.jaas.boot.principal.RolePrincipal";
    private static final String GROUP = "_g_:";
    private static final int LONGEST_USER = 256;
    private static final int DAY = 24 * 60 * 60;

    private final Accounts accounts;
    private final Listeners listeners;
    private final LockOut lockOut;

    @Activate
    public Logins(
            @Reference Accounts accounts,
            @Reference Listeners listeners,
            ConsoleConfig config,
            Map<String, Object> properties)
            throws BadConfigurationException {
        this.accounts = accounts;
        this.listeners = listeners;
        lockOut = new LockOut(rules(config, properties), Clock.systemUTC());
    }

    /** Who waits goes on waiting. */
    @Modified
    void modified(ConsoleConfig config, Map<String, Object> properties) throws BadConfigurationException {
        lockOut.rules(rules(config, properties));
    }

    private static LockOut.Rules rules(ConsoleConfig config, Map<String, Object> properties)
            throws BadConfigurationException {
        ConfigurationReader reader = new ConfigurationReader(properties);
        return new LockOut.Rules(
                reader.number("lockout.failures", config::lockout_failures, 1, 1000),
                reader.number("lockout.address.failures", config::lockout_address_failures, 1, 100_000),
                reader.seconds("lockout.wait", config::lockout_wait, 1, DAY),
                reader.seconds("lockout.longest.wait", config::lockout_longest_wait, 1, DAY));
    }

    /** Tries, and tells the listeners of events. Takes as long as the realm does. */
    Attempt attempt(String user, String password, String remote) {
        String name = user.length() > LONGEST_USER ? user.substring(0, LONGEST_USER) : user;
        Attempt result = check(user, name, password, remote);
        String reason = reason(result);
        listeners.tell(at -> new OperatorLogin(at, name, remote, reason.isEmpty(), reason));
        if (!reason.isEmpty()) {
            LOG.warn("Console: login from {} refused: {}", remote, reason);
        }
        return result;
    }

    private static String reason(Attempt result) {
        if (result instanceof Attempt.Wrong) {
            return "unknown user or wrong password";
        }
        if (result instanceof Attempt.NoRole) {
            return "no role";
        }
        return result instanceof Attempt.Locked locked ? "locked out for " + seconds(locked.delay()) + " s" : "";
    }

    /** For people: a wait that is not over has at least one second. */
    static long seconds(Duration delay) {
        return delay.toSeconds() + 1;
    }

    private Attempt check(String user, String name, String password, String remote) {
        String address = network(remote);
        Duration wait = lockOut.attempt(name, address);
        if (!wait.isZero()) {
            return new Attempt.Locked(wait);
        }
        Set<String> roles = user.equals(name) ? roles(user, password) : null;
        if (roles == null) {
            return new Attempt.Wrong();
        }
        lockOut.succeeded(name, address);
        Role role = highest(roles);
        return role == null ? new Attempt.NoRole() : new Attempt.Accepted(new Login(user, role, accounts.digest(user)));
    }

    /** The roles of a user; {@code null} when he is not known, or that is not his password. */
    private static @Nullable Set<String> roles(String user, String password) {
        if (user.isEmpty() || user.startsWith(GROUP)) {
            return null;
        }
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        // Where the class is that Karaf has put into the realm's configuration.
        Thread.currentThread().setContextClassLoader(ClassLoader.getSystemClassLoader());
        try {
            Subject subject = new Subject();
            LoginContext login = new LoginContext(REALM, subject, callbacks -> answer(callbacks, user, password));
            login.login();
            Set<String> roles = new TreeSet<>();
            for (Principal principal : subject.getPrincipals()) {
                if (principal.getClass().getName().equals(ROLE)) {
                    roles.add(principal.getName());
                }
            }
            login.logout();
            return roles;
        } catch (FailedLoginException e) {
            return null;
        } catch (LoginException e) {
            LOG.debug("The realm {} does not let somebody in: {}", REALM, e.getMessage());
            return null;
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static void answer(Callback[] callbacks, String user, String password) throws UnsupportedCallbackException {
        for (Callback callback : callbacks) {
            if (callback instanceof NameCallback name) {
                name.setName(user);
            } else if (callback instanceof PasswordCallback secret) {
                secret.setPassword(password.toCharArray());
            } else {
                throw new UnsupportedCallbackException(callback);
            }
        }
    }

    private static @Nullable Role highest(Set<String> roles) {
        if (roles.contains("admin")) {
            return Role.ADMIN;
        }
        if (roles.contains("operator") || roles.contains("manager")) {
            return Role.OPERATOR;
        }
        return roles.contains("viewer") ? Role.VIEWER : null;
    }

    /** Who has one IPv6 address has at least 2^64 of them: they count as one. */
    private static String network(String remote) {
        try {
            byte[] address = InetAddress.getByName(remote).getAddress(); // a literal, no name is asked for
            return address.length == 4 ? remote : Arrays.toString(Arrays.copyOf(address, 8));
        } catch (UnknownHostException e) {
            return remote;
        }
    }
}
