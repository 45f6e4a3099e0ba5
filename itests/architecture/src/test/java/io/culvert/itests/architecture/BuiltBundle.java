package io.culvert.itests.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A bundle of ours, as it was built. */
record BuiltBundle(
        String folder,
        String symbolicName,
        Attributes headers,
        Set<String> packages,
        List<String> jars,
        List<String> metatype) {

    private static final Pattern KEY =
            Pattern.compile("<AD id=\"([^\"]+)\" type=\"([^\"]+)\"(?:[^>]* description=\"([^\"]*)\")?");

    /** Every bundle of the build. */
    static List<BuiltBundle> all() throws IOException {
        Path bundles = Path.of(System.getProperty("culvert.bundles"));
        String suffix = "-" + System.getProperty("culvert.version") + ".jar";
        try (var folders = Files.list(bundles)) {
            return folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .sorted()
                    .map(folder -> read(folder, suffix))
                    .toList();
        }
    }

    private static BuiltBundle read(Path folder, String suffix) {
        try (var files = Files.list(folder.resolve("target"))) {
            Path file = files.filter(path -> path.getFileName().toString().endsWith(suffix))
                    .findAny()
                    .orElseThrow(() -> new AssertionError("not built: " + folder));
            return read(folder.getFileName().toString(), file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BuiltBundle read(String folder, Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            Attributes headers = jar.getManifest().getMainAttributes();
            List<String> names =
                    jar.stream().map(entry -> entry.getName()).sorted().toList();
            return new BuiltBundle(
                    folder,
                    String.valueOf(headers.getValue("Bundle-SymbolicName")),
                    headers,
                    names.stream()
                            .filter(name -> name.endsWith(".class") && name.contains("/"))
                            .map(name ->
                                    name.substring(0, name.lastIndexOf('/')).replace('/', '.'))
                            .collect(Collectors.toCollection(TreeSet::new)),
                    names.stream().filter(name -> name.endsWith(".jar")).toList(),
                    metatype(jar));
        }
    }

    private static List<String> metatype(JarFile jar) throws IOException {
        List<String> documents = new ArrayList<>();
        for (JarEntry entry : Collections.list(jar.entries())) {
            if (entry.getName().matches("OSGI-INF/metatype/.+\\.xml")) {
                documents.add(new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return documents;
    }

    /** What can be configured, and how it is described. */
    Map<String, String> configurationKeys() {
        return metatypeAttributes(3);
    }

    /** What can be configured, and its type. */
    Map<String, String> configurationTypes() {
        return metatypeAttributes(2);
    }

    private Map<String, String> metatypeAttributes(int group) {
        Map<String, String> found = new TreeMap<>();
        for (String document : metatype) {
            for (Matcher key = KEY.matcher(document); key.find(); ) {
                found.put(key.group(1), Objects.requireNonNullElse(key.group(group), ""));
            }
        }
        return found;
    }

    /** A third-party library made into a bundle: no code of ours. */
    boolean wrapper() {
        return folder.startsWith("third-party-");
    }

    /** Our own packages: without those of libraries that it has taken in, which nobody else sees. */
    Set<String> ownPackages() {
        return packages.stream()
                .filter(path -> Libraries.TAKEN_IN.getOrDefault(symbolicName, List.of()).stream()
                        .noneMatch(path::startsWith))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    Set<String> exports() {
        return paths("Export-Package", false);
    }

    /** What must be there. */
    Set<String> imports() {
        return paths("Import-Package", false);
    }

    /** What may be missing. */
    Set<String> optionalImports() {
        return paths("Import-Package", true);
    }

    private Set<String> paths(String header, boolean optional) {
        String value = headers.getValue(header);
        Set<String> paths = new HashSet<>();
        for (String clause : value == null ? List.<String>of() : split(value, ',')) {
            List<String> parts = split(clause, ';');
            if (parts.contains("resolution:=optional") == optional) {
                parts.stream().filter(part -> !part.contains("=")).forEach(paths::add);
            }
        }
        return paths;
    }

    /** Splits where the separator is not inside quotes, OSGi Core section 1.3.2. */
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            quoted ^= text.charAt(i) == '"';
            if (!quoted && text.charAt(i) == separator) {
                parts.add(text.substring(start, i).trim());
                start = i + 1;
            }
        }
        parts.add(text.substring(start).trim());
        return parts;
    }

    @Override
    public String toString() {
        return symbolicName;
    }
}
