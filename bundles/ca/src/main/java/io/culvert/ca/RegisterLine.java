package io.culvert.ca;

import io.culvert.api.ca.CertificateInfo.Revocation;
import io.culvert.api.ca.RevocationReason;
import io.culvert.ca.RegisterEvent.DeviceBlocked;
import io.culvert.ca.RegisterEvent.DeviceReadmitted;
import io.culvert.ca.RegisterEvent.Forgotten;
import io.culvert.ca.RegisterEvent.IdentityBlocked;
import io.culvert.ca.RegisterEvent.IdentityReadmitted;
import io.culvert.ca.RegisterEvent.Issued;
import io.culvert.ca.RegisterEvent.KeyRevoked;
import io.culvert.ca.RegisterEvent.Owned;
import io.culvert.ca.RegisterEvent.Revoked;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.UUID;

/**
 * The format of the register's lines: ASCII, columns separated by a space, the first says what the line is. Identities
 * are percent-encoded (RFC 3986), times are seconds since 1970. The certificate comes last, so that it need not be read.
 *
 * <pre>
 * issued SERIAL GENERATION NOT-BEFORE NOT-AFTER DEVICE SHA-256-OF-KEY IDENTITY CERTIFICATE-IN-BASE64
 * revoked AT REASON SERIAL
 * blocked-device AT REASON DEVICE
 * blocked-identity AT REASON IDENTITY
 * readmitted-device AT DEVICE
 * readmitted-identity AT IDENTITY
 * owner DEVICE IDENTITY
 * revoked-key SHA-256-OF-KEY DEVICE
 * forgotten COUNT
 * </pre>
 */
final class RegisterLine {

    static final String HEADER = "culvert-register 1\n";

    private RegisterLine() {}

    /** @param certificate DER */
    static byte[] of(Issued event, byte[] certificate) {
        return line(
                "issued",
                event.serial(),
                event.generation(),
                event.notBefore(),
                event.notAfter(),
                event.device(),
                event.key().hex(),
                encode(event.identity()),
                Base64.getEncoder().encodeToString(certificate));
    }

    static byte[] of(RegisterEvent event) {
        if (event instanceof Revoked revoked) {
            return line("revoked", text(revoked.revocation()), revoked.serial());
        } else if (event instanceof DeviceBlocked blocked) {
            return line("blocked-device", text(blocked.revocation()), blocked.device());
        } else if (event instanceof IdentityBlocked blocked) {
            return line("blocked-identity", text(blocked.revocation()), encode(blocked.identity()));
        } else if (event instanceof DeviceReadmitted readmitted) {
            return line("readmitted-device", readmitted.at().getEpochSecond(), readmitted.device());
        } else if (event instanceof IdentityReadmitted readmitted) {
            return line("readmitted-identity", readmitted.at().getEpochSecond(), encode(readmitted.identity()));
        } else if (event instanceof Owned owned) {
            return line("owner", owned.device(), encode(owned.identity()));
        } else if (event instanceof KeyRevoked key) {
            return line("revoked-key", key.key().hex(), key.device());
        } else if (event instanceof Forgotten forgotten) {
            return line("forgotten", forgotten.count());
        }
        throw new IllegalArgumentException("goes with its certificate: " + event);
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException when it is damaged; the message says how
     */
    static RegisterEvent parse(byte[] bytes, int from, int to) {
        Columns columns = new Columns(bytes, from, to);
        String kind = columns.next();
        RegisterEvent event =
                switch (kind) {
                    case "issued" -> issued(columns);
                    case "revoked" -> revoked(columns);
                    case "blocked-device" -> deviceBlocked(columns);
                    case "blocked-identity" -> identityBlocked(columns);
                    case "readmitted-device" -> deviceReadmitted(columns);
                    case "readmitted-identity" -> identityReadmitted(columns);
                    case "owner" -> new Owned(UUID.fromString(columns.next()), decode(columns.next()));
                    case "revoked-key" ->
                        new KeyRevoked(KeyDigest.parse(columns.next()), UUID.fromString(columns.next()));
                    case "forgotten" -> new Forgotten(Long.parseLong(columns.next()));
                    default -> throw new IllegalArgumentException("it begins with nothing that is known");
                };
        if (columns.rest() > 0) {
            throw new IllegalArgumentException("it has too many columns");
        }
        return event;
    }

    private static Issued issued(Columns columns) {
        Issued event = new Issued(
                serial(columns.next()),
                Integer.parseInt(columns.next()),
                Long.parseLong(columns.next()),
                Long.parseLong(columns.next()),
                UUID.fromString(columns.next()),
                KeyDigest.parse(columns.next()),
                decode(columns.next()));
        if (columns.rest() == 0 || columns.rest() % 4 != 0) {
            throw new IllegalArgumentException("its certificate is not complete");
        }
        columns.skip();
        return event;
    }

    private static Revoked revoked(Columns columns) {
        Revocation revocation = columns.revocation();
        return new Revoked(serial(columns.next()), revocation);
    }

    private static DeviceBlocked deviceBlocked(Columns columns) {
        Revocation revocation = columns.revocation();
        return new DeviceBlocked(UUID.fromString(columns.next()), revocation);
    }

    private static IdentityBlocked identityBlocked(Columns columns) {
        Revocation revocation = columns.revocation();
        return new IdentityBlocked(decode(columns.next()), revocation);
    }

    private static DeviceReadmitted deviceReadmitted(Columns columns) {
        Instant at = columns.time();
        return new DeviceReadmitted(UUID.fromString(columns.next()), at);
    }

    private static IdentityReadmitted identityReadmitted(Columns columns) {
        Instant at = columns.time();
        return new IdentityReadmitted(decode(columns.next()), at);
    }

    /** DER of the certificate of an {@code issued} line. */
    static byte[] certificate(byte[] line) {
        int start = line.length;
        while (start > 0 && line[start - 1] != ' ') {
            start--;
        }
        return Base64.getDecoder().decode(Arrays.copyOfRange(line, start, line.length));
    }

    /** Whether a name comes back as it was: not so when it is empty or has half a character. */
    static boolean canHold(String identity) {
        return !identity.isEmpty() && decode(encode(identity)).equals(identity);
    }

    private static byte[] line(Object... columns) {
        StringBuilder line = new StringBuilder();
        for (Object column : columns) {
            line.append(line.isEmpty() ? "" : " ").append(column);
        }
        return line.append('\n').toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static String encode(String identity) {
        return URLEncoder.encode(identity, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String decode(String column) {
        return column.indexOf('%') < 0 ? column : URLDecoder.decode(column, StandardCharsets.UTF_8);
    }

    private static String text(Revocation revocation) {
        return revocation.at().getEpochSecond() + " "
                + revocation.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String serial(String column) {
        for (int i = 0; i < column.length(); i++) {
            if ("0123456789abcdef".indexOf(column.charAt(i)) < 0) {
                throw new IllegalArgumentException("a serial number has other than hexadecimal digits");
            }
        }
        return column;
    }

    /** Cuts a line into columns. */
    private static final class Columns {

        private final byte[] bytes;
        private final int to;
        private int next;

        Columns(byte[] bytes, int from, int to) {
            this.bytes = bytes;
            this.to = to;
            this.next = from;
        }

        String next() {
            int start = next;
            int end = start;
            while (end < to && bytes[end] != ' ') {
                end++;
            }
            if (end == start) {
                throw new IllegalArgumentException("a column is missing or empty");
            }
            next = Math.min(end + 1, to);
            return new String(bytes, start, end - start, StandardCharsets.US_ASCII);
        }

        Instant time() {
            return Instant.ofEpochSecond(Long.parseLong(next()));
        }

        Revocation revocation() {
            Instant at = time();
            String reason = next().toUpperCase(Locale.ROOT).replace('-', '_');
            return new Revocation(at, RevocationReason.valueOf(reason));
        }

        int rest() {
            return to - next;
        }

        void skip() {
            next = to;
        }
    }
}
