package io.culvert.console;

import io.culvert.api.admin.ApiTokens;
import io.culvert.api.admin.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * API tokens in {@code etc/api-tokens.properties}, a line each: {@code NAME = ROLE;CREATED;EXPIRES;SHA-256}. Read again
 * when it changes. For any thread.
 */
@Component(service = {ApiTokens.class, TokenFile.class})
public final class TokenFile implements ApiTokens {

    /** So that people, and programs that look for secrets in the wrong places, know what it is. */
    static final String PREFIX = "culvert_";

    private static final Logger LOG = LoggerFactory.getLogger(TokenFile.class);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final String FOR_EVER = "never";
    private static final int MOST = 1000;
    private static final String HEAD =
            "# API tokens, made by culvert:api-token-create: NAME = ROLE;CREATED;EXPIRES;SHA-256."
                    + " A line that is removed is a token that is worthless.\n";

    private record Entry(ApiToken token, String digest) {}

    private final Path file;
    private final Clock clock;

    // Guarded by the monitor.
    private Map<String, Entry> entries = Map.of();
    private String known = "";

    @Activate
    public TokenFile() {
        this(Path.of(System.getProperty("karaf.etc", "etc"), "api-tokens.properties"), Clock.systemUTC());
    }

    TokenFile(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /** The token, if it is one and good; {@code null} otherwise. */
    synchronized @Nullable ApiToken find(String presented) {
        refresh();
        String digest = Secrets.digest(presented);
        ApiToken found = null;
        for (Entry entry : entries.values()) {
            if (Secrets.equal(entry.digest(), digest)) {
                found = entry.token();
            }
        }
        return found == null || expired(found) ? null : found;
    }

    private boolean expired(ApiToken token) {
        Instant expires = token.expires();
        return expires != null && !clock.instant().isBefore(expires);
    }

    @Override
    public synchronized List<ApiToken> list() {
        refresh();
        return entries.values().stream()
                .map(Entry::token)
                .sorted(Comparator.comparing(ApiToken::name))
                .toList();
    }

    @Override
    public synchronized String create(String name, Role role, @Nullable Duration life) throws IOException {
        refresh();
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a token's name is 1 to 64 of A-Z a-z 0-9 _ . -");
        }
        if (entries.containsKey(name)) {
            throw new IllegalArgumentException(
                    "there is a token " + name + " already: revoke it, or choose another name");
        }
        if (entries.size() >= MOST) {
            throw new IllegalArgumentException("there are " + MOST + " tokens already: revoke some");
        }
        if (life != null && (life.isNegative() || life.isZero())) {
            throw new IllegalArgumentException("a token's life must be longer than nothing");
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        String token = PREFIX + Secrets.random();
        Map<String, Entry> more = new TreeMap<>(entries);
        more.put(
                name,
                new Entry(new ApiToken(name, role, now, life == null ? null : now.plus(life)), Secrets.digest(token)));
        write(more);
        return token;
    }

    @Override
    public synchronized boolean revoke(String name) throws IOException {
        refresh();
        Map<String, Entry> fewer = new TreeMap<>(entries);
        if (fewer.remove(name) == null) {
            return false;
        }
        write(fewer);
        return true;
    }

    private void write(Map<String, Entry> changed) throws IOException {
        StringBuilder text = new StringBuilder(HEAD);
        changed.values().forEach(entry -> text.append(line(entry)));
        PrivateFile.replace(file, text.toString());
        entries = Map.copyOf(changed);
        known = state();
    }

    private static String line(Entry entry) {
        ApiToken token = entry.token();
        Instant expires = token.expires();
        return "%s = %s;%s;%s;%s%n"
                .formatted(
                        token.name(),
                        token.role().name().toLowerCase(Locale.ROOT),
                        token.created(),
                        expires == null ? FOR_EVER : expires,
                        entry.digest());
    }

    private void refresh() {
        String now = state();
        if (now.equals(known)) {
            return;
        }
        known = now;
        Map<String, Entry> read = new TreeMap<>();
        try {
            for (String line : lines()) {
                Entry entry = parse(line);
                if (entry == null) {
                    LOG.warn(
                            "{}: a line cannot be read, and stands for no token: it should be NAME ="
                                    + " ROLE;CREATED;EXPIRES;SHA-256",
                            file);
                } else {
                    read.put(entry.token().name(), entry);
                }
            }
        } catch (IOException e) {
            LOG.error("{} cannot be read, and no token is good: {}", file, e.getMessage());
        }
        entries = Map.copyOf(read);
    }

    private List<String> lines() throws IOException {
        try {
            List<String> lines = new ArrayList<>(Files.readAllLines(file, StandardCharsets.UTF_8));
            lines.removeIf(line -> line.isBlank() || line.startsWith("#"));
            return lines;
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static @Nullable Entry parse(String line) {
        int equals = line.indexOf('=');
        String[] parts = line.substring(equals + 1).strip().split(";", -1);
        String name = line.substring(0, Math.max(equals, 0)).strip();
        if (!NAME.matcher(name).matches()
                || parts.length != 4
                || !DIGEST.matcher(parts[3]).matches()) {
            return null;
        }
        try {
            Instant expires = parts[2].equals(FOR_EVER) ? null : Instant.parse(parts[2]);
            Role role = Role.valueOf(parts[0].toUpperCase(Locale.ROOT));
            return new Entry(new ApiToken(name, role, Instant.parse(parts[1]), expires), parts[3]);
        } catch (DateTimeParseException | IllegalArgumentException e) {
            return null;
        }
    }

    private String state() {
        try {
            return Files.getLastModifiedTime(file) + " " + Files.size(file);
        } catch (IOException e) {
            return "missing";
        }
    }
}
