package io.culvert.client;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where an {@link Identity} is kept. Key and certificate, with all that belongs to them, are in a folder of their own,
 * {@code set-*}; the link {@code current} says which of those counts, and is replaced in one step. So there is never a
 * key with the certificate of another. {@code key.pem} and the like are links to what is in there.
 */
final class IdentityFolder {

    static final String KEY = "key.pem";
    static final String CERTIFICATE = "certificate.pem";
    static final String ROOTS = "trust.pem";
    static final String GATEWAY = "gateway.url";
    static final String GATEWAY_ROOTS = "gateway.pem";
    private static final String CURRENT = "current";
    private static final String DEVICE = "uuid";
    private static final String LOCK = "lock";
    private static final String SET = "set-";
    private static final List<String> LINKED = List.of(KEY, CERTIFICATE, ROOTS);

    private final Path folder;

    IdentityFolder(Path folder) {
        this.folder = folder;
    }

    /** Whether there is an identity. */
    boolean enrolled() {
        return Files.exists(folder.resolve(CURRENT));
    }

    /**
     * The set that counts. It may go at any moment, when another one takes its place.
     *
     * @throws NoSuchFileException when there is none
     */
    Path current() throws IOException {
        return folder.resolve(CURRENT).toRealPath();
    }

    /** As whom this machine enrols again, if it ever did. */
    Optional<String> device() throws IOException {
        try {
            return Optional.of(Files.readString(folder.resolve(DEVICE)).strip()).filter(ExpectedPartner::isUuid);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    void device(String uuid) throws IOException {
        DurableFile.write(folder.resolve(DEVICE), uuid + "\n");
    }

    /** Keeps others from writing until it is closed; makes the folder when it is not there. Empty when others write. */
    Optional<Turn> turn() throws IOException {
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try {
            Files.createDirectory(folder, DurableFile.ownersFolder());
        } catch (FileAlreadyExistsException e) {
            // As it should be from the second time on.
        }
        FileChannel channel =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Somebody else in this JVM.
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        return lock == null ? Optional.empty() : Optional.of(new Turn(channel));
    }

    /** The right to write. */
    final class Turn implements AutoCloseable {

        private final FileChannel channel;

        private Turn(FileChannel channel) {
            this.channel = channel;
        }

        /** Begins a set with its key. It does not count yet. */
        Path begin(PrivateKey key) throws IOException {
            Path set = Files.createTempDirectory(folder, SET, DurableFile.ownersFolder());
            DurableFile.write(set.resolve(KEY), Pem.block("PRIVATE KEY", key.getEncoded()));
            return set;
        }

        /** Replaces the authorities of the set that counts. */
        void roots(List<X509Certificate> roots) throws IOException, CertificateException {
            DurableFile.write(current().resolve(ROOTS), Pem.of(roots));
        }

        /** From now on this set counts, which must be whole. */
        void activate(Path set) throws IOException {
            for (String name : LINKED) {
                Path target = Path.of(CURRENT, name);
                Path link = folder.resolve(name);
                if (!Files.isSymbolicLink(link) || !Files.readSymbolicLink(link).equals(target)) {
                    DurableFile.link(link, target);
                }
            }
            DurableFile.link(folder.resolve(CURRENT), folder.relativize(set));
        }

        /** Removes what does not count: keys that had their time, and what was begun and not ended. */
        private void clean() throws IOException {
            Optional<Path> counts = enrolled() ? Optional.of(current()) : Optional.empty();
            List<Path> all;
            try (Stream<Path> files = Files.list(folder)) {
                all = files.toList();
            }
            for (Path file : all) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(DurableFile.TEMPORARY)) {
                    Files.delete(file);
                } else if (name.startsWith(SET)
                        && (counts.isEmpty() || !file.toRealPath().equals(counts.get()))) {
                    remove(file);
                }
            }
        }

        private static void remove(Path set) throws IOException {
            try (Stream<Path> files = Files.list(set)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(set);
        }

        @Override
        public void close() throws IOException {
            try (channel) {
                clean();
            }
        }
    }
}
