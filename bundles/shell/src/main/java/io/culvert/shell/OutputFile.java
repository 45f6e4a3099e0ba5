package io.culvert.shell;

import io.culvert.api.config.ConfigurationReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.karaf.shell.support.CommandException;

/**
 * A file of the gateway's machine that a command writes, with what is public.
 *
 * @param path where
 * @param force whether it may replace another
 */
record OutputFile(Path path, boolean force) {

    /** Looks whether it can be written before anything is done that cannot be undone. */
    static OutputFile of(String name, boolean force) throws CommandException {
        OutputFile file = new OutputFile(ConfigurationReader.path(name), force);
        Path folder = file.path.getParent();
        if (folder == null || Files.isDirectory(file.path)) {
            throw file.problem("is a folder");
        }
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw file.problem("its folder is not there, or the gateway may not write to it");
        }
        if (!force && Files.exists(file.path)) {
            throw file.problem("is there already, and --force replaces it");
        }
        return file;
    }

    void write(byte[] content) throws CommandException {
        try {
            if (force) {
                Path part = Path.of(path + ".part");
                Files.deleteIfExists(part);
                create(part, content);
                Files.move(part, path, StandardCopyOption.REPLACE_EXISTING);
            } else {
                create(path, content);
            }
        } catch (IOException e) {
            throw problem("cannot be written: " + e.getMessage());
        }
    }

    /** Everybody may read it, whatever the gateway's umask is: it is for others. */
    private static void create(Path file, byte[] content) throws IOException {
        Files.write(file, content, StandardOpenOption.CREATE_NEW);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    private CommandException problem(String problem) {
        return new CommandException(this + ": " + problem);
    }

    @Override
    public String toString() {
        return Human.printable(path.toString());
    }
}
