package io.culvert.itests.plugins;

import io.culvert.itests.gateway.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Somebody who has Maven, no network, and in a local repository of his own what the guide says to install. Everything
 * else comes from the repository of the build, which has fetched it, because the example uses nothing that the build
 * does not use itself.
 */
public final class Stranger {

    /** What the guide has its readers install; what these need comes along. */
    static final String MODULES = "authenticator-tck,archetypes/authenticator-archetype";

    static final Path ROOT =
            Path.of(System.getProperty("culvert.root")).toAbsolutePath().normalize();

    private static final String VERSION = System.getProperty("culvert.version");
    private static final long PATIENCE_MINUTES = 5;

    private Stranger() {}

    /** A new empty folder. */
    static Path folder(String name) throws IOException {
        return Files.createTempDirectory(Files.createDirectories(Distribution.directory()), name + "-");
    }

    /** A copy of the example, without what was built from it. */
    public static Path example(String name) throws IOException {
        Path source = ROOT.resolve("examples/authenticator-example");
        Path copy = folder(name);
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path relative = source.relativize(file);
                if (!relative.startsWith("target")) {
                    Path target = copy.resolve(relative);
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target);
                }
            }
        }
        return copy;
    }

    /** The jar that Maven has made of a project. */
    public static Path jar(Path project) throws IOException {
        try (Stream<Path> files = Files.list(project.resolve("target"))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .findAny()
                    .orElseThrow();
        }
    }

    /** Runs lines of a shell, in which {@code mvn} is Maven; the output goes to the file {@code output} in the folder. */
    public static void run(Path folder, String lines, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        ProcessBuilder shell = new ProcessBuilder("sh", "-eux", "-c", lines)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        shell.environment().put("PATH", programs() + ":" + System.getenv("PATH"));
        shell.environment().put("JAVA_HOME", System.getProperty("java.home"));
        shell.environment().putAll(environment);
        Process process = shell.start();
        if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        if (process.waitFor() != 0) {
            throw new AssertionError(lines + "\nfailed in " + folder + ":\n" + Files.readString(output));
        }
    }

    private static Path programs() throws IOException {
        Path programs = Files.createDirectories(Distribution.directory().resolve("programs"));
        Path maven = programs.resolve("mvn");
        Files.writeString(maven, """
                #!/bin/sh
                exec '%s/mvnw' -o -Dmaven.repo.local='%s' -Dmaven.repo.local.tail='%s' "$@"
                """.formatted(ROOT, repository(), System.getProperty("culvert.repository")));
        if (!maven.toFile().setExecutable(true)) {
            throw new IOException("cannot make executable: " + maven);
        }
        return programs;
    }

    /** As {@code mvn install} would leave it. */
    private static Path repository() throws IOException {
        install("io.culvert.parent", "", false);
        install("io.culvert.bundles", "bundles", false);
        install("io.culvert.api", "bundles/api", true);
        install("io.culvert.authenticator.tck", "authenticator-tck", true);
        install("io.culvert.authenticator.archetype", "archetypes/authenticator-archetype", true);
        return Distribution.directory().resolve("repository");
    }

    private static void install(String artifact, String module, boolean jar) throws IOException {
        Path folder = Files.createDirectories(Distribution.directory()
                .resolve("repository/io/culvert")
                .resolve(artifact)
                .resolve(VERSION));
        String name = artifact + "-" + VERSION;
        copy(ROOT.resolve(module).resolve("pom.xml"), folder.resolve(name + ".pom"));
        if (jar) {
            copy(ROOT.resolve(module).resolve("target").resolve(name + ".jar"), folder.resolve(name + ".jar"));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
}
