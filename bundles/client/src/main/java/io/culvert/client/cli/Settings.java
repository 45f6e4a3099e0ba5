package io.culvert.client.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is set beside the command line: by a file of {@code KEY=value} lines such as the gateway's {@code culvert.env},
 * and by the environment. The file comes first.
 */
final class Settings {

    static final String URL = "CULVERT_URL";
    static final String CA = "CULVERT_CA";
    static final String CERTIFICATE = "CULVERT_CERTIFICATE";
    static final String CERTIFICATE_KEY = "CULVERT_CERTIFICATE_KEY";
    static final String IDENTITY = "CULVERT_IDENTITY";
    static final String TOKEN = "CULVERT_TOKEN";
    static final String TOKEN_FILE = "CULVERT_TOKEN_FILE";

    private final Map<String, String> file;
    private final Path folder;
    private final Map<String, String> environment;

    private Settings(Map<String, String> file, Path folder, Map<String, String> environment) {
        this.file = file;
        this.folder = folder;
        this.environment = environment;
    }

    static Settings of(Map<String, String> environment) {
        return new Settings(Map.of(), Path.of(""), environment);
    }

    static Settings of(Path file, Map<String, String> environment) throws IOException {
        Map<String, String> values = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            String text = line.strip();
            int equals = text.indexOf('=');
            if (equals > 0 && !text.startsWith("#")) {
                String key = text.substring(0, equals).strip();
                values.put(
                        key.startsWith("export ")
                                ? key.substring("export ".length()).strip()
                                : key,
                        unquoted(text.substring(equals + 1).strip()));
            }
        }
        Path parent = file.toAbsolutePath().getParent();
        return new Settings(values, parent == null ? Path.of("") : parent, environment);
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2
                && (value.startsWith("\"") || value.startsWith("'"))
                && value.charAt(value.length() - 1) == value.charAt(0);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    Optional<String> value(String key) {
        String value = file.containsKey(key) ? file.get(key) : environment.get(key);
        return Optional.ofNullable(value).filter(text -> !text.isBlank());
    }

    /** A file's name; relative to the settings' file when it stands there. */
    Optional<Path> path(String key) {
        return value(key).map(name -> file.containsKey(key) ? folder.resolve(name) : Path.of(name));
    }

    /** Whether the file sets the key itself. */
    boolean inFile(String key) {
        return file.containsKey(key);
    }
}
