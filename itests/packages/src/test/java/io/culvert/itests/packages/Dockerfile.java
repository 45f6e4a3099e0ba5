package io.culvert.itests.packages;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The instructions of our Dockerfile, as far as it uses them: any other is an error. */
final class Dockerfile {

    /**
     * An instruction.
     *
     * @param name such as {@code RUN}
     * @param rest what comes after it, continued lines joined
     */
    record Instruction(String name, String rest) {}

    private static final List<String> SETTINGS =
            List.of("FROM", "USER", "WORKDIR", "VOLUME", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD");

    private final Path context =
            Path.of(System.getProperty("culvert.root")).toAbsolutePath().normalize();
    private final List<Instruction> instructions = new ArrayList<>();
    private final Map<String, String> settings = new HashMap<>();

    Dockerfile() throws IOException {
        String text = Files.readString(context.resolve("packages/docker/Dockerfile"));
        for (String line : text.replaceAll("(?m)^#.*\n", "")
                .replaceAll("\\\\\n\\s*", "")
                .lines()
                .toList()) {
            if (!line.isBlank()) {
                String[] parts = line.split(" ", 2);
                instructions.add(new Instruction(parts[0], parts[1].strip()));
            }
        }
    }

    /** What a setting has last been set to. */
    String setting(String name) {
        return Objects.requireNonNull(settings.get(name), name);
    }

    /** The words of a setting that has the exec form, which no shell reads. */
    List<String> words(String name) throws IOException {
        String array = setting(name);
        return List.of(new ObjectMapper().readValue(array.substring(array.indexOf('[')), String[].class));
    }

    /** Does all of it to a machine, which stands for the base image. */
    void build(Machine machine) throws IOException, InterruptedException {
        for (Instruction instruction : instructions) {
            switch (instruction.name()) {
                case "RUN" -> machine.run(instruction.rest());
                case "ADD" -> add(machine, instruction.rest().split(" ", -1));
                default -> {
                    if (!SETTINGS.contains(instruction.name())) {
                        throw new IOException("not known here: " + instruction);
                    }
                    settings.put(instruction.name(), instruction.rest());
                }
            }
        }
    }

    /** An archive is unpacked; its name may be a pattern, and must then fit one file. */
    private void add(Machine machine, String[] words) throws IOException, InterruptedException {
        Path pattern = context.resolve(words[0]);
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        List<Path> found;
        try (Stream<Path> files = Files.list(Objects.requireNonNull(pattern.getParent()))) {
            found = files.filter(matcher::matches).toList();
        }
        if (found.size() != 1) {
            throw new IOException(pattern + " fits " + found);
        }
        machine.copy(found.get(0), "/root/added.tar.gz");
        machine.run("tar --extract --file=added.tar.gz --directory=" + words[1] + "; rm added.tar.gz");
    }
}
