package io.culvert.admin;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * Configurations and their files in {@code etc/}. The file is written first, and says what holds. A new one is read by the
 * file installer, which tells nobody when it has, so that this waits until then.
 *
 * @param context for the variables in files
 */
record ConfigurationStore(ConfigurationAdmin admin, Path etc, BundleContext context) {

    /** Property in which the file installer keeps what file a configuration is of. */
    static final String FILE = "felix.fileinstall.filename";

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** All there are. */
    List<Configuration> all() throws Problem {
        try {
            return list();
        } catch (IOException e) {
            throw Problem.failed("The configurations cannot be read: " + e.getMessage(), e);
        }
    }

    private List<Configuration> list() throws IOException {
        try {
            Configuration[] found = admin.listConfigurations(null);
            return found == null ? List.of() : Arrays.asList(found);
        } catch (InvalidSyntaxException e) {
            throw new IOException(e);
        }
    }

    /** The file that a configuration is of; {@code null} when it is of none. */
    static @Nullable Path file(Configuration configuration) {
        Dictionary<String, Object> properties = configuration.getProperties();
        Object location = properties == null ? null : properties.get(FILE);
        return location == null ? null : path(location);
    }

    /** What the file installer keeps, as a path. */
    static Path path(Object location) {
        try {
            return Path.of(URI.create(location.toString()));
        } catch (IllegalArgumentException e) {
            return Path.of(location.toString());
        }
    }

    /** Changes one that has a file. */
    void change(Configuration configuration, Path file, Map<String, Object> values) throws Problem {
        requireWritable(file);
        try {
            ConfigurationFile changed = new ConfigurationFile(file, context);
            changed.change(values);
            // The file installer does not look at what a link leads to; and what it reads is the same now.
            Map<String, Object> read = changed.read();
            read.put(FILE, configuration.getProperties().get(FILE));
            configuration.updateIfDifferent(FrameworkUtil.asDictionary(read));
        } catch (IOException e) {
            throw Problem.failed(file + " cannot be changed: " + e.getMessage(), e);
        }
    }

    /** Makes the file of one, and waits until it holds. */
    Configuration create(String fileName, Map<String, Object> values) throws Problem {
        Path file = etc.resolve(fileName);
        try {
            ConfigurationFile made = new ConfigurationFile(file, context);
            made.create(values);
            return requireHolds(made);
        } catch (FileAlreadyExistsException e) {
            throw Problem.conflict("There is a file etc/" + fileName + " already; choose another name, or remove it.");
        } catch (IOException e) {
            throw Problem.failed(file + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** Removes one, and its file. */
    void delete(Configuration configuration) throws Problem {
        Path file = file(configuration);
        try {
            if (file == null || !Files.exists(file)) {
                configuration.delete();
                return;
            }
            requireWritable(file);
            Files.delete(file);
            if (!Patience.until(PATIENCE, () -> of(file).isEmpty())) {
                throw new Problem(
                        Problem.Kind.FAILED,
                        file + " is deleted, and what it said still holds: the gateway does not read its files. See the"
                                + " log.");
            }
        } catch (IOException e) {
            throw Problem.failed("The configuration cannot be removed: " + e.getMessage(), e);
        }
    }

    private static void requireWritable(Path file) throws Problem {
        if (!Files.isWritable(file)) {
            throw Problem.conflict(file.getFileName() + " is read-only for the gateway's user, and so is this"
                    + " configuration. Change the file by hand, or its permissions.");
        }
    }

    private Configuration requireHolds(ConfigurationFile file) throws Problem, IOException {
        Map<String, Object> wanted = file.read();
        Patience.until(PATIENCE, () -> holds(file, wanted).isPresent());
        return holds(file, wanted)
                .orElseThrow(() -> new Problem(
                        Problem.Kind.FAILED,
                        "It is written to " + file.path()
                                + ", and does not hold yet: the gateway does not read its files. See the log."));
    }

    private Optional<Configuration> holds(ConfigurationFile file, Map<String, Object> wanted) {
        return of(file.path()).filter(configuration -> {
            Dictionary<String, Object> properties = configuration.getProperties();
            return ConfigurationValues.keys(properties).size() == wanted.size()
                    && wanted.entrySet().stream()
                            .allMatch(each -> Objects.deepEquals(each.getValue(), properties.get(each.getKey())));
        });
    }

    /** The configuration of a file, when it has been read. */
    private Optional<Configuration> of(Path file) {
        try {
            Path wanted = real(file);
            for (Configuration each : list()) {
                Path found = file(each);
                if (found != null && found.endsWith(wanted.getFileName()) && wanted.equals(real(found))) {
                    return Optional.of(each);
                }
            }
            return Optional.empty();
        } catch (IOException | IllegalStateException e) { // one that is being deleted
            return Optional.empty();
        }
    }

    /** Its folder may be a link; the file may be gone. */
    private static Path real(Path file) throws IOException {
        return Objects.requireNonNull(file.getParent()).toRealPath().resolve(file.getFileName());
    }
}
