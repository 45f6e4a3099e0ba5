package io.culvert.shell;

import io.culvert.api.transport.ConnectionInfo;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Values as people read them. */
final class Human {

    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final int LONGEST_TEXT = 40;
    private static final DateTimeFormatter DAYS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Human() {}

    /** The two largest units: {@code 45s}, {@code 3m12s}, {@code 7h05m}, {@code 12d03h}. */
    static String duration(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + "s";
        } else if (seconds < 3600) {
            return twoUnits("%dm%02ds", seconds, 60);
        } else if (seconds < 86_400) {
            return twoUnits("%dh%02dm", seconds / 60, 60);
        }
        return twoUnits("%dd%02dh", seconds / 3600, 24);
    }

    private static String twoUnits(String format, long smaller, int perLarger) {
        return String.format(Locale.ROOT, format, smaller / perLarger, smaller % perLarger);
    }

    /** {@code 2026-12-24 08:30Z (in 32 days)}, {@code 2026-11-22 09:00Z (3h00m ago)}. */
    static String moment(Instant time, Instant now) {
        boolean past = time.isBefore(now);
        Duration distance = past ? Duration.between(time, now) : Duration.between(now, time);
        String words = distance.toDays() < 2 ? duration(distance) : distance.toDays() + " days";
        return MINUTES.format(time) + (past ? " (" + words + " ago)" : " (in " + words + ")");
    }

    /** The day, in UTC. */
    static String day(Instant time) {
        return DAYS.format(time);
    }

    /** A digest in the notation of {@code openssl x509 -fingerprint}. */
    static String fingerprint(String hexadecimal) {
        return hexadecimal.toUpperCase(Locale.ROOT).replaceAll("(..)(?!$)", "$1:");
    }

    /** {@code no certificate}, {@code 1 certificate}, {@code 5 certificates}. */
    static String certificates(long count) {
        return (count == 0 ? "no" : String.valueOf(count)) + " certificate" + (count == 1 ? "" : "s");
    }

    /** {@code 512 B}, {@code 1.2 MiB}, {@code 34 GiB}. */
    static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        // 1023.5 and more would be shown as 1024 of the unit below.
        while (value >= 1023.5 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, value < 9.95 ? "%.1f %s" : "%.0f %s", value, UNITS[Math.max(0, unit)]);
    }

    static String rate(long bytesPerSecond) {
        return bytes(bytesPerSecond) + "/s";
    }

    /** {@code host:port}, an IPv6 address in brackets, no port where it is 0; never asks a name server. */
    static String address(InetSocketAddress address) {
        String host = address.getHostString();
        String port = address.getPort() == 0 ? "" : ":" + address.getPort();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + port;
    }

    /** The scheme that a client would write. */
    static String protocol(ConnectionInfo.Kind kind, boolean encrypted) {
        return switch (kind) {
            case WEBSOCKET -> encrypted ? "wss" : "ws";
            case STREAM -> encrypted ? "tls" : "tcp";
        };
    }

    /** {@code half-open} for {@code HALF_OPEN}. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Text that a stranger chose: cut to a bearable length and without control and formatting characters, which could
     * make the terminal do things. {@code -} for none.
     */
    static String text(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return "-";
        }
        String printable = printable(text);
        return printable.length() <= LONGEST_TEXT ? printable : printable.substring(0, LONGEST_TEXT - 3) + "...";
    }

    /** Text without control and formatting characters. */
    static String printable(String text) {
        return text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
    }
}
