package io.culvert.authenticator.jwt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.InvalidKeyException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys from a file, a JWK Set or PEM. Each peer has a look whether the file has changed; then it is read again. One that
 * is gone or wrong is reported once, and the keys from before stay in use.
 */
final class KeyFile implements KeySource {

    private static final Logger LOG = LoggerFactory.getLogger(KeyFile.class);
    private static final long LARGEST = 1 << 20;

    /** By what a change is noticed. */
    private record Stamp(
            FileTime modified, long size, @Nullable Object inode) {}

    private final Path file;
    private volatile @Nullable Stamp seen;
    private volatile KeySet keys;

    /**
     * Reads the file for the first time.
     *
     * @throws InvalidKeyException when it is of no use; the message goes on from the file's name
     */
    KeyFile(Path file) throws InvalidKeyException {
        this.file = file;
        this.seen = stamp();
        this.keys = read();
    }

    @Override
    public CompletionStage<KeySet> keys() {
        Stamp now = stamp();
        if (now == null ? seen != null : !now.equals(seen)) {
            readAgain(now);
        }
        return CompletableFuture.completedStage(keys);
    }

    private synchronized void readAgain(@Nullable Stamp now) {
        if (now == null ? seen == null : now.equals(seen)) {
            return; // another thread was first
        }
        try {
            keys = read();
            LOG.info("{}: read again, {} keys", file, keys.size());
        } catch (InvalidKeyException e) {
            LOG.error("{}: {}. The keys from before stay in use until this is put right", file, e.getMessage());
        }
        seen = now;
    }

    private @Nullable Stamp stamp() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (IOException e) {
            return null;
        }
    }

    private KeySet read() throws InvalidKeyException {
        byte[] content;
        try {
            if (Files.size(file) > LARGEST) {
                throw new InvalidKeyException("is larger than " + LARGEST + " bytes");
            }
            content = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new InvalidKeyException(
                    Files.exists(file) ? "cannot be read by this user" : "there is no such file", e);
        }
        if (PublicKeys.isPem(content)) {
            return PublicKeys.fromPem(content);
        }
        Jwks jwks = Jwks.parse(content);
        if (!jwks.ignored().isEmpty()) {
            LOG.warn("{}: not used: {}", file, jwks.ignored());
        }
        return jwks.keys();
    }

    /** Those of the moment: {@link #keys} has just looked. */
    @Override
    public CompletionStage<KeySet> newerThan(KeySet known) {
        return CompletableFuture.completedStage(keys);
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
