package io.culvert.audit;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The file that is written, and the full ones beside it, each with the number of its first line as a suffix.
 *
 * @param current the file that is written
 */
record AuditFiles(Path current) {

    /** The full ones, oldest first. */
    List<Path> full() throws IOException {
        Path folder = current.toAbsolutePath().getParent();
        List<Path> found = new ArrayList<>();
        if (folder != null && Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, this::isFull)) {
                files.forEach(found::add);
            }
        }
        found.sort(Comparator.comparingLong(this::first));
        return found;
    }

    private boolean isFull(Path file) {
        String name = String.valueOf(file.getFileName());
        String prefix = current.getFileName() + ".";
        return name.startsWith(prefix) && name.substring(prefix.length()).matches("[1-9][0-9]{0,17}");
    }

    /** Number of the first line of a full file, as its name says. */
    long first(Path full) {
        String name = String.valueOf(full.getFileName());
        return Long.parseLong(name.substring(name.lastIndexOf('.') + 1));
    }

    /** All there are, oldest first. */
    List<Path> all() throws IOException {
        List<Path> all = new ArrayList<>(full());
        if (Files.exists(current)) {
            all.add(current);
        }
        return all;
    }

    /** The name that the current file gets when it is full. */
    Path named(long first) {
        return current.resolveSibling(current.getFileName() + "." + first);
    }

    /** Where what a process that was killed has left half-written goes. */
    Path torn(long seq) {
        return current.resolveSibling(current.getFileName() + ".torn-" + seq);
    }
}
