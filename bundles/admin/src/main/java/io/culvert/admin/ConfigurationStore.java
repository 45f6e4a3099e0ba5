package io.culvert.admin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ReadOnlyConfigurationException;

/**
 * Configurations and their files in {@code etc/}. The file installer writes a configuration back to its file when that
 * changes, and keeps comments and order; it tells nobody when it has, so that this waits until the file has changed.
 */
record ConfigurationStore(ConfigurationAdmin admin, Path etc) {

    /** Property in which the file installer keeps what file a configuration is of. */
    static final String FILE = "felix.fileinstall.filename";

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String ANY_LOCATION = "?";

    /** All there are. */
    List<Configuration> all() throws Problem {
        try {
            Configuration[] found = admin.listConfigurations(null);
            return found == null ? List.of() : Arrays.asList(found);
        } catch (IOException | InvalidSyntaxException e) {
            throw Problem.failed("The configurations cannot be read: " + e.getMessage(), e);
        }
    }

    /** The file that a configuration is of; {@code null} when it is of none. */
    static @Nullable Path file(Configuration configuration) {
        Dictionary<String, Object> properties = configuration.getProperties();
        Object location = properties == null ? null : properties.get(FILE);
        if (location == null) {
            return null;
        }
        try {
            return Path.of(URI.create(location.toString()));
        } catch (IllegalArgumentException e) {
            return Path.of(location.toString());
        }
    }

    /** Changes one that has a file, and waits until that is written. */
    void change(Configuration configuration, Path file, Map<String, Object> values) throws Problem {
        try {
            values.put(FILE, file.toUri().toString());
            FileTime before = Files.getLastModifiedTime(file);
            if (configuration.updateIfDifferent(FrameworkUtil.asDictionary(values))) {
                requireWritten(file, Patience.until(PATIENCE, () -> changedSince(file, before)));
            }
        } catch (ReadOnlyConfigurationException e) {
            throw Problem.conflict(file.getFileName() + " is read-only for the gateway's user, and so is this"
                    + " configuration. Change the file by hand, or its permissions.");
        } catch (IOException e) {
            throw Problem.failed(file + " cannot be changed: " + e.getMessage(), e);
        }
    }

    /** Makes one with its file. */
    Configuration create(String factory, String name, String extension, Map<String, Object> values) throws Problem {
        Path file = newFile(factory + "-" + name + extension);
        try {
            Configuration made = admin.getFactoryConfiguration(factory, name, ANY_LOCATION);
            fill(made, file, values);
            return made;
        } catch (IOException e) {
            throw Problem.failed("The configuration cannot be made: " + e.getMessage(), e);
        }
    }

    /** Makes the file of a configuration that has none: so far its defaults held. */
    void create(String pid, String extension, Map<String, Object> values) throws Problem {
        Path file = newFile(pid + extension);
        try {
            fill(admin.getConfiguration(pid, ANY_LOCATION), file, values);
        } catch (IOException e) {
            throw Problem.failed("The configuration cannot be made: " + e.getMessage(), e);
        }
    }

    /** Never one that is there: a link might lead out of the folder. */
    private Path newFile(String name) throws Problem {
        Path file = etc.resolve(name);
        try {
            Files.writeString(
                    file, "# Made by the admin API.\n", StandardCharsets.ISO_8859_1, StandardOpenOption.CREATE_NEW);
            return file;
        } catch (FileAlreadyExistsException e) {
            throw Problem.conflict("There is a file etc/" + name + " already; choose another name, or remove it.");
        } catch (IOException e) {
            throw Problem.failed(file + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** Should the file installer have read the empty file in between, it is filled again. */
    private static void fill(Configuration configuration, Path file, Map<String, Object> values)
            throws Problem, IOException {
        long empty = Files.size(file);
        values.put(FILE, file.toUri().toString());
        configuration.update(FrameworkUtil.asDictionary(values));
        boolean hasContent = values.size() > 1;
        requireWritten(file, Patience.until(PATIENCE, () -> {
            boolean written = !hasContent || size(file) > empty;
            if (configuration.getProperties() != null
                    && configuration.getProperties().size() < values.size()) {
                update(configuration, values);
                return false;
            }
            return written;
        }));
    }

    private static void update(Configuration configuration, Map<String, Object> values) {
        try {
            configuration.update(FrameworkUtil.asDictionary(values));
        } catch (IOException e) {
            throw new UncheckedIOException("the configuration cannot be written", e);
        }
    }

    /** Removes one, and its file. */
    void delete(Configuration configuration) throws Problem {
        Path file = file(configuration);
        try {
            configuration.delete();
            if (file != null && !Patience.until(PATIENCE, () -> !Files.exists(file))) {
                Files.deleteIfExists(file);
            }
        } catch (ReadOnlyConfigurationException e) {
            throw Problem.conflict("The file of this configuration is read-only for the gateway's user.");
        } catch (IOException e) {
            throw Problem.failed("The configuration cannot be removed: " + e.getMessage(), e);
        }
    }

    private static void requireWritten(Path file, boolean written) throws Problem {
        if (!written) {
            throw new Problem(
                    Problem.Kind.FAILED,
                    "The change holds now, and was not written to " + file
                            + ": it will be lost when the gateway is started again. See the log.");
        }
    }

    private static boolean changedSince(Path file, FileTime before) {
        try {
            return Files.size(file) > 0 && !Files.getLastModifiedTime(file).equals(before);
        } catch (IOException e) {
            return false;
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }
}
