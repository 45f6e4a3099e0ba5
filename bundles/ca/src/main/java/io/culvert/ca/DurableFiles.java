package io.culvert.ca;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The only way in which the authority writes files. A file is replaced as a whole: another one is written beside it,
 * forced to the disk and renamed, and the folder is forced; whatever ends the process, or the power, leaves the old file
 * or the new one. What grows line by line is a {@link Journal}. For any thread, but one file at a time by one thread.
 */
final class DurableFiles {

    private static final Set<PosixFilePermission> SECRET = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> PUBLIC = PosixFilePermissions.fromString("rw-r--r--");

    private final Steps steps;

    DurableFiles() {
        this(step -> {});
    }

    /** For tests that let the process, or the disk, fail at a step. */
    DurableFiles(Steps steps) {
        this.steps = steps;
    }

    /** Is told of each step before it is done. */
    interface Steps {
        /**
         * A step is going to be done.
         *
         * @param step the name of the file, a space, and {@code create}, {@code write}, {@code force}, {@code rename},
         *     {@code force-folder} or {@code truncate}
         * @throws IOException to let it fail
         */
        void before(String step) throws IOException;
    }

    /** What a file is to hold. */
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Makes a folder if there is none, and removes what a process that was killed has left in it half-written. */
    void prepare(Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
            try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, ".*.tmp")) {
                for (Path leftover : leftovers) {
                    Files.deleteIfExists(leftover);
                }
            }
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    /**
     * Replaces a file, or makes it; returns when it is safe.
     *
     * @param secret whether only the gateway's user may read it
     * @throws IOException when that fails; the old file is as it was. Only when the very last step fails, forcing the
     *     folder, the new file is there, and may be gone after a power failure
     */
    void replace(Path file, byte[] content, boolean secret) throws IOException {
        replace(file, secret, out -> out.write(content));
    }

    /** As {@link #replace(Path, byte[], boolean)}, for what need not be in memory as a whole. */
    void replace(Path file, boolean secret, Content content) throws IOException {
        Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
        try {
            before("create", file);
            Files.deleteIfExists(temporary);
            Files.createFile(temporary, PosixFilePermissions.asFileAttribute(SECRET));
            if (!secret) {
                Files.setPosixFilePermissions(temporary, PUBLIC); // whatever the umask is
            }
            before("write", file);
            // Not a channel: that would be closed, and the write given up, when the thread is interrupted.
            try (FileOutputStream out = new FileOutputStream(temporary.toFile())) {
                content.writeTo(out);
                before("force", file);
                out.getFD().sync();
            }
            before("rename", file);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            before("force-folder", file);
            forceFolder(file.toAbsolutePath().resolveSibling(""));
        } catch (IOException e) {
            discard(temporary, e);
            throw unwritable(file, e);
        }
    }

    void before(String step, Path file) throws IOException {
        steps.before(file.getFileName() + " " + step);
    }

    private static void discard(Path temporary, IOException reason) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    /** Only a channel can force a folder, and an interrupted thread cannot use one: so it is interrupted afterwards. */
    private static void forceFolder(Path folder) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                    channel.force(true);
                    return;
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What an operator is told when a file could not be written. */
    static IOException unwritable(Path file, IOException cause) {
        return new IOException(
                file + " cannot be written: " + reason(cause)
                        + "; see that the disk has room and that the gateway's user may write there",
                cause);
    }

    /** What an operator is told when a file could not be read. */
    static IOException unreadable(Path file, IOException cause) {
        return new IOException(
                file + " cannot be read: " + reason(cause) + "; see that the gateway's user may read it", cause);
    }

    private static String reason(IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return "access denied";
        }
        if (cause instanceof NoSuchFileException) {
            return "there is no such file or folder";
        }
        if (cause instanceof FileSystemException told && told.getReason() != null) {
            return told.getReason();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
