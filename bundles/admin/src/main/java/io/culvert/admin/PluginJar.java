package io.culvert.admin;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.osgi.framework.Constants;

/**
 * A jar that somebody has sent, in a file of its own until it is installed.
 *
 * @param symbolicName of the bundle in it
 */
record PluginJar(Path file, String symbolicName) implements AutoCloseable {

    private static final long MAX = 32 << 20;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
    private static final int LONGEST_NAME = 150;

    /**
     * Takes it to a file and looks whether it is a bundle.
     *
     * @param length of what is sent, in bytes, as far as it was said; -1 when it was not
     * @param folder on the same disk as where it shall go
     * @throws IOException when the one who sends it is gone
     */
    static PluginJar receive(long length, InputStream in, Path folder) throws Problem, IOException {
        if (length > MAX) {
            throw tooLarge(); // before it is sent, when who sends it asks first (RFC 9110 section 10.1.1)
        }
        Path file = temporary(folder);
        try {
            copy(in, file);
            return new PluginJar(file, symbolicName(file));
        } catch (Problem | IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private static Path temporary(Path folder) throws Problem {
        try {
            Files.createDirectories(folder);
            return Files.createTempFile(folder, "plugin-", ".jar");
        } catch (IOException e) {
            throw Problem.failed("There can be no file in " + folder + ": " + e.getMessage(), e);
        }
    }

    private static void copy(InputStream in, Path file) throws Problem, IOException {
        long left = MAX;
        byte[] buffer = new byte[64 * 1024];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                left -= read;
                if (left < 0) {
                    throw tooLarge();
                }
                out.write(buffer, 0, read);
            }
        }
    }

    private static String symbolicName(Path file) throws Problem {
        try (JarFile jar = new JarFile(file.toFile())) {
            Manifest manifest = jar.getManifest();
            String header =
                    manifest == null ? null : manifest.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME);
            if (header == null) {
                throw Problem.badRequest("The jar is no OSGi bundle: its manifest has no Bundle-SymbolicName. Build it"
                        + " with bnd; the archetype io.culvert.authenticator.archetype does.");
            }
            if (manifest.getMainAttributes().getValue(Constants.FRAGMENT_HOST) != null) {
                throw Problem.badRequest("The jar is a fragment, which would become a part of another bundle; a plugin"
                        + " must be a bundle of its own.");
            }
            String name = header.split(";", 2)[0].strip();
            if (name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
                throw Problem.badRequest(
                        "The Bundle-SymbolicName " + Body.quoted(name) + " is no good: letters, digits,"
                                + " - and _ with dots between them, at most " + LONGEST_NAME + ".");
            }
            return name;
        } catch (IOException e) {
            throw Problem.badRequest("The body is no jar that can be read.");
        }
    }

    /** Puts it where it shall be, at once and whole. */
    void moveTo(Path target) throws Problem {
        try {
            Files.createDirectories(target.getParent());
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw Problem.failed(target + " cannot be written: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws Problem {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw Problem.failed(file + " cannot be deleted: " + e.getMessage(), e);
        }
    }

    private static Problem tooLarge() {
        return new Problem(Problem.Kind.TOO_LARGE, "The jar is larger than " + Words.bytes(MAX) + ".");
    }
}
