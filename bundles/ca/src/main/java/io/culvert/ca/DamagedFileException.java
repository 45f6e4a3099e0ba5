package io.culvert.ca;

import java.io.IOException;
import java.nio.file.Path;

/** A file of the authority is not as the authority wrote it. The message names the file and what is wrong. */
final class DamagedFileException extends IOException {

    private static final long serialVersionUID = 1L;

    /** @param wrong what is, after the file's name */
    DamagedFileException(Path file, String wrong) {
        super(file + " " + wrong + "; restore the file from a backup, or repair it by hand");
    }
}
