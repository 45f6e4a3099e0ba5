package io.culvert.transport.undertow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;

/** Notices that files have changed. For one thread. */
final class WatchedFiles {

    private final List<Path> files;
    private List<String> known;
    private List<String> seen;

    /** The files as they are now are known. */
    WatchedFiles(List<Path> files) {
        this.files = files;
        this.known = state();
        this.seen = known;
    }

    /** Whether they differ from when this was last true, and stayed as they are since the last look. */
    boolean changed() {
        List<String> now = state();
        boolean changed = !now.equals(known) && now.equals(seen);
        seen = now;
        if (changed) {
            known = now;
        }
        return changed;
    }

    private List<String> state() {
        return files.stream().map(WatchedFiles::describe).toList();
    }

    private static String describe(Path file) {
        try {
            FileTime modified = Files.getLastModifiedTime(file);
            return file.toRealPath() + " " + modified + " " + Files.size(file);
        } catch (IOException e) {
            return file + " missing";
        }
    }
}
