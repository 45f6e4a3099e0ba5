package io.culvert.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How often tokens with a limited number of uses were used, until they expire. Kept in a file with a line for each use,
 * so that a token that was used up stays so when the gateway is updated, killed or started again.
 *
 * <p>A line is written before the tunnel is made, without waiting for the disk: what the machine itself loses when its
 * power fails are the uses of the last seconds.
 */
final class SpentTokens {

    private static final Logger LOG = LoggerFactory.getLogger(SpentTokens.class);

    /** A use: digest of the token, and when it expires, in seconds since the epoch. */
    private static final Pattern LINE = Pattern.compile("(\\S{1,200}) (\\d{1,18})");

    /** A use is remembered for so much longer, because clocks differ. */
    private static final Duration MARGIN = Duration.ofMinutes(10);

    /** The latest moment that matters, in seconds since the epoch. */
    private static final long FOR_EVER = 1L << 48;

    /** The file is not looked through for what has expired before it has so many lines. */
    private static final int FEW = 1000;

    private record Spent(int uses, long until) {}

    private final Path file;
    private final Clock clock;
    private final Map<String, Spent> tokens = new HashMap<>();
    /** Lines of the file, the useless ones included. */
    private int lines;
    /** How many lines the file may have before it is written anew, without those that have expired. */
    private int most = FEW;

    private boolean failing;

    /**
     * Reads what was kept.
     *
     * @param file need not exist
     */
    SpentTokens(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
        try (Stream<String> kept = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            kept.forEach(this::read);
        } catch (NoSuchFileException e) {
            LOG.debug("No token has been used up yet: there is no {}", file);
        } catch (IOException | UncheckedIOException e) {
            LOG.error("{} cannot be read, tokens that were used up are good again: {}", file, e.getMessage());
        }
        // What a kill has torn off in the middle of a line must not be joined with the next one.
        rewrite();
    }

    private void read(String line) {
        Matcher use = LINE.matcher(line);
        if (use.matches()) {
            count(use.group(1), Long.parseLong(use.group(2)));
        }
    }

    synchronized boolean spend(String token, int uses, Instant until) {
        if (spent(token, uses)) {
            return false;
        }
        long remembered = Math.min(until.getEpochSecond(), FOR_EVER) + MARGIN.toSeconds();
        count(token, remembered);
        append(token + " " + remembered + "\n");
        return true;
    }

    synchronized boolean spent(String token, int uses) {
        Spent before = tokens.get(token);
        return before != null && before.uses >= uses;
    }

    private void count(String token, long until) {
        tokens.merge(
                token,
                new Spent(1, until),
                (before, one) -> new Spent(before.uses + 1, Math.max(before.until, one.until)));
    }

    private void append(String line) {
        if (failing || lines >= most) {
            rewrite();
            return;
        }
        try {
            Files.writeString(
                    file, line, StandardCharsets.ISO_8859_1, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            lines++;
        } catch (IOException e) {
            failed(e);
        }
    }

    /** Writes what still matters into a new file, and puts it in the place of the old one. */
    private synchronized void rewrite() {
        long now = clock.instant().getEpochSecond();
        tokens.values().removeIf(spent -> spent.until < now);
        StringBuilder content = new StringBuilder();
        int written = 0;
        for (Map.Entry<String, Spent> each : tokens.entrySet()) {
            for (int i = 0; i < each.getValue().uses; i++) {
                content.append(each.getKey())
                        .append(' ')
                        .append(each.getValue().until)
                        .append('\n');
                written++;
            }
        }
        if (written == 0 && !Files.exists(file)) {
            return;
        }
        Path changed = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(changed, content, StandardCharsets.ISO_8859_1);
            Files.move(changed, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            lines = written;
            most = Math.max(FEW, 2 * written);
            if (failing) {
                failing = false;
                LOG.info("{} can be written again", file);
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    private void failed(IOException e) {
        if (!failing) {
            failing = true;
            LOG.error(
                    "{} cannot be written, used tokens are remembered until the gateway stops: {}", file, e.toString());
        }
    }
}
