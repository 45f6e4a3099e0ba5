package io.culvert.client.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;

/** Files that are nobody else's business. */
final class Secret {

    private Secret() {}

    /** @param what is in it */
    static void warnWhenOthersCanRead(String what, Path file) {
        try {
            if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
                Console.warn("everyone on this machine can read " + what + " in " + file + "; chmod 600 it");
            }
        } catch (IOException | UnsupportedOperationException e) {
            // Not there, which reading it reports, or no POSIX file system.
        }
    }
}
