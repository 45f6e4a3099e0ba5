package io.culvert.client.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where this machine's identity is. */
final class IdentityOption {

    @Option(
            names = "--identity",
            paramLabel = "DIR",
            description = "Folder of key, certificate and authorities of this device. Default: CULVERT_IDENTITY, else"
                    + " culvert in XDG_CONFIG_HOME or ~/.config")
    private @Nullable Path folder;

    /** The folder that was named. */
    Optional<Path> named(Settings settings) {
        return Optional.ofNullable(folder).or(() -> settings.path(Settings.IDENTITY));
    }

    /** The folder that was named, else the usual one. */
    Path folder(Settings settings) {
        return named(settings).orElseGet(() -> usual(System.getenv()));
    }

    /** As the XDG Base Directory Specification has it, which ignores a relative one. */
    static Path usual(Map<String, String> environment) {
        Path configuration = Path.of(environment.getOrDefault("XDG_CONFIG_HOME", ""));
        return (configuration.isAbsolute() ? configuration : Path.of(System.getProperty("user.home"), ".config"))
                .resolve("culvert");
    }
}
