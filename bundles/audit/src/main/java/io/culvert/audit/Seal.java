package io.culvert.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Makes the hash of a line: SHA-256 (FIPS 180-4), or HMAC-SHA-256 (RFC 2104) when there is a key. For any thread.
 */
final class Seal {

    private static final int KEY_BYTES = 32;
    private static final String ALGORITHM = "HmacSHA256";

    private final @Nullable SecretKeySpec key;

    private Seal(@Nullable SecretKeySpec key) {
        this.key = key;
    }

    /**
     * With the key of a file, which is made when there is none; without a file, without a key.
     *
     * @throws IOException when it cannot be read or made; the message says what to do
     */
    static Seal of(@Nullable Path file) throws IOException {
        if (file == null) {
            return new Seal(null);
        }
        if (Files.notExists(file)) {
            byte[] made = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(made);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, HexFormat.of().formatHex(made) + "\n", StandardOpenOption.SYNC);
        }
        String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
        if (!text.matches("[0-9a-f]{64,}")) {
            throw new IOException(file + " must hold 64 or more lower-case hexadecimal digits; put back the one that"
                    + " there was, or remove it and the log's files to begin anew");
        }
        return new Seal(new SecretKeySpec(text.getBytes(StandardCharsets.US_ASCII), ALGORITHM));
    }

    boolean keyed() {
        return key != null;
    }

    /** The hash as 64 hexadecimal digits. */
    String hash(byte[] bytes) {
        try {
            if (key == null) {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            }
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
