package io.culvert.console;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@code etc/users.properties} says of a user, as a digest: when it changes, when a user is removed or gets another
 * password or other roles, his logins end. Users of another directory are not there, and stay logged in until their
 * sessions end by themselves. For any thread.
 */
@Component(service = Accounts.class)
public final class Accounts {

    private static final Logger LOG = LoggerFactory.getLogger(Accounts.class);
    private static final String GROUP = "_g_:";
    /** What was written less than this ago may not be complete: Karaf writes its users in place. */
    private static final Duration FRESH = Duration.ofMillis(200);

    private record Known(String state, Properties users) {}

    private final Path file;
    private volatile @Nullable Known known;

    @Activate
    public Accounts() {
        this(Path.of(System.getProperty("karaf.etc", "etc"), "users.properties"));
    }

    Accounts(Path file) {
        this.file = file;
    }

    /** The digest of the user's entry and of all groups; empty when he is not there. */
    String digest(String user) {
        Properties users = users();
        String entry = users.getProperty(user);
        if (entry == null || user.startsWith(GROUP)) {
            return "";
        }
        TreeMap<String, String> relevant = new TreeMap<>();
        for (String name : users.stringPropertyNames()) {
            if (name.startsWith(GROUP)) {
                relevant.put(name, users.getProperty(name));
            }
        }
        return Secrets.digest(entry + relevant);
    }

    /** Whether the digest is still the same. */
    boolean unchanged(String user, String digest) {
        return digest.equals(digest(user));
    }

    private Properties users() {
        String state;
        boolean fresh;
        try {
            FileTime modified = Files.getLastModifiedTime(file);
            state = modified + " " + Files.size(file);
            fresh = Duration.between(modified.toInstant(), Instant.now()).abs().compareTo(FRESH) < 0;
        } catch (IOException e) {
            return new Properties();
        }
        Known current = known;
        if (current != null && (fresh || current.state().equals(state))) {
            return current.users();
        }
        Properties users = new Properties();
        try {
            users.load(new StringReader(Files.readString(file)));
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("{} cannot be read, and logins of its users end: {}", file, e.getMessage());
        }
        known = new Known(state, users);
        return users;
    }
}
