package io.culvert.itests.conformance;

import io.culvert.itests.peers.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Autobahn's fuzzing client: Python code that Jython runs in a process of its own. Several of them share the cases, since
 * one uses one processor only and is by far the slower side.
 */
final class Autobahn {

    private static final String AGENT = "culvert";
    private static final long DEADLINE_MINUTES = 15;

    private final Path directory;

    /**
     * A run.
     *
     * @param directory has the jars in {@code lib}; gets the reports
     */
    Autobahn(Path directory) {
        this.directory = directory;
    }

    /**
     * Runs cases against an echo server.
     *
     * @param url of the server
     * @param shares of the cases, as patterns; they run side by side
     * @return the results, by id
     */
    List<CaseResult> run(URI url, List<List<String>> shares) throws IOException, InterruptedException {
        List<Process> processes = new ArrayList<>();
        try {
            for (int i = 0; i < shares.size(); i++) {
                processes.add(start(url, share(i), shares.get(i)));
            }
            List<CaseResult> results = new ArrayList<>();
            for (int i = 0; i < shares.size(); i++) {
                awaitExit(processes.get(i), share(i));
                results.addAll(read(share(i)));
            }
            results.sort(CaseResult.BY_ID);
            return results;
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
    }

    private Path share(int number) {
        return directory.resolve("share-" + number);
    }

    private Process start(URI url, Path share, List<String> cases) throws IOException {
        Files.createDirectories(share);
        Path specification = share.resolve("specification.json");
        Files.writeString(specification, """
                {"options": {"failByDrop": false},
                 "outdir": %s,
                 "servers": [{"agent": "%s", "url": "%s"}],
                 "cases": [%s],
                 "exclude-cases": []}
                """.formatted(
                        Json.quote(share.toString()),
                        AGENT,
                        url,
                        cases.stream().map(Json::quote).collect(Collectors.joining(", "))));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-classpath",
                        classpath(),
                        "-Dpython.import.site=false",
                        "-Dpython.cachedir.skip=true",
                        "org.python.util.jython",
                        script().toString(),
                        specification.toString())
                .redirectErrorStream(true)
                .redirectOutput(log(share).toFile())
                .start();
    }

    private String classpath() throws IOException {
        try (var jars = Files.list(directory.resolve("lib"))) {
            return jars.map(Path::toString).sorted().collect(Collectors.joining(System.getProperty("path.separator")));
        }
    }

    private static Path script() {
        try {
            return Path.of(
                    Autobahn.class.getClassLoader().getResource("fuzz.py").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path log(Path share) {
        return share.resolve("autobahn.log");
    }

    private static void awaitExit(Process process, Path share) throws InterruptedException {
        if (!process.waitFor(DEADLINE_MINUTES, TimeUnit.MINUTES)) {
            throw new AssertionError("Autobahn is not done after " + DEADLINE_MINUTES + " min, see " + log(share));
        }
        if (process.exitValue() != 0) {
            throw new AssertionError("Autobahn failed, see " + log(share));
        }
    }

    private static List<CaseResult> read(Path share) throws IOException {
        Path index = share.resolve("index.json");
        Object results = Json.object(Files.readString(index)).get(AGENT);
        if (!(results instanceof Map<?, ?> byCase)) {
            throw new AssertionError("Autobahn could not reach the server, see " + log(share));
        }
        List<CaseResult> list = new ArrayList<>();
        byCase.forEach((id, result) -> list.add(result(share, (String) id, (Map<?, ?>) result)));
        return list;
    }

    private static CaseResult result(Path share, String id, Map<?, ?> result) {
        String details = String.valueOf(result.get("reportfile")).replace(".json", ".html");
        return new CaseResult(
                id,
                String.valueOf(result.get("behavior")),
                String.valueOf(result.get("behaviorClose")),
                share.resolve(details).toString());
    }
}
