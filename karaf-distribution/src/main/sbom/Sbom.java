import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * Writes the software bill of materials of an assembled distribution, as CycloneDX 1.6 JSON: every jar that it ships,
 * with its digest, and the libraries that our own jars have taken in: those of Java as the build names them, those of
 * JavaScript as the list of licences beside the pages names them, which Vite makes of what it packs.
 *
 * <p>Made from the files instead of Maven's dependencies, because most bundles come from Karaf's features, of which Maven
 * knows nothing. Run by the build: {@code java Sbom.java ASSEMBLY VERSION TIMESTAMP TARGET GROUP:NAME:VERSION...}
 */
final class Sbom {

    private static final String OWN_GROUP = "io.culvert";

    /** {@code ## @SCOPE/NAME - VERSION (LICENCE)}, with or without the scope. */
    private static final Pattern PACKED_BY_VITE = Pattern.compile("## (?:(@[^/ ]+)/)?([^/ ]+) - ([^ ]+) \\((.+)\\)");

    /**
     * @param type of the package URL: {@code maven} or {@code npm}
     * @param group may be empty for npm, where it is called the scope
     * @param path below the assembly; empty for what is part of another jar
     * @param license a text for Maven; for npm an expression of SPDX
     */
    private record Component(
            String type, String group, String name, String version, String path, String sha256, String license) {

        String purl() {
            String namespace = group.isEmpty() ? "" : group.replace("@", "%40") + "/";
            return "pkg:" + type + "/" + namespace + name + "@" + version;
        }

        String json() {
            List<String> fields = new ArrayList<>();
            fields.add("\"type\": \"library\"");
            fields.add("\"bom-ref\": " + quoted(path.isEmpty() ? purl() : path));
            if (!group.isEmpty()) {
                fields.add("\"group\": " + quoted(group));
            }
            fields.add("\"name\": " + quoted(name));
            fields.add("\"version\": " + quoted(version));
            fields.add("\"purl\": " + quoted(purl()));
            if (!sha256.isEmpty()) {
                fields.add("\"hashes\": [{\"alg\": \"SHA-256\", \"content\": " + quoted(sha256) + "}]");
            }
            if (type.equals("npm")) {
                fields.add("\"licenses\": [{\"expression\": " + quoted(license) + "}]");
            } else if (!license.isEmpty()) {
                fields.add("\"licenses\": [{\"license\": {\"name\": " + quoted(license) + "}}]");
            }
            if (!path.isEmpty()) {
                fields.add("\"evidence\": {\"occurrences\": [{\"location\": " + quoted(path) + "}]}");
            }
            return "    {" + String.join(", ", fields) + "}";
        }
    }

    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        Path assembly = Path.of(arguments[0]);
        String version = arguments[1];
        String timestamp = arguments[2];
        Path target = Path.of(arguments[3]);

        Map<String, Component> components = new TreeMap<>();
        try (Stream<Path> files = Files.walk(assembly)) {
            for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                Component component = component(assembly, jar, version);
                components.put(component.path, component);
                for (Component packed : packedByVite(jar)) {
                    components.put(packed.purl(), packed);
                }
            }
        }
        for (String taken : List.of(arguments).subList(4, arguments.length)) {
            String[] parts = taken.split(":", -1);
            Component component = new Component("maven", parts[0], parts[1], parts[2], "", "", "");
            components.put(component.purl(), component);
        }
        Files.createDirectories(target.toAbsolutePath().getParent());
        Files.writeString(target, document(version, timestamp, components));
        System.out.println(components.size() + " components in " + target);
    }

    private static Component component(Path assembly, Path jar, String ownVersion)
            throws IOException, GeneralSecurityException {
        String path = assembly.relativize(jar).toString().replace('\\', '/');
        String digest = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar)));
        try (JarFile file = new JarFile(jar.toFile())) {
            String license = license(file);
            if (path.startsWith("system/")) {
                // system/GROUP/ARTIFACT/VERSION/FILE
                List<String> names = List.of(path.split("/", -1));
                int count = names.size();
                String group = String.join(".", names.subList(1, count - 3));
                return new Component("maven", group, names.get(count - 3), names.get(count - 2), path, digest, license);
            }
            String name = jar.getFileName().toString();
            if (name.startsWith(OWN_GROUP + ".")) {
                String artifact = name.substring(0, name.indexOf("-" + ownVersion));
                return new Component("maven", OWN_GROUP, artifact, ownVersion, path, digest, license);
            }
            Properties maven = mavenProperties(file, name);
            return new Component(
                    "maven",
                    maven.getProperty("groupId"),
                    maven.getProperty("artifactId"),
                    maven.getProperty("version"),
                    path,
                    digest,
                    license);
        }
    }

    /** Jars in lib/ have no telling place; Maven has left their coordinates inside. */
    private static Properties mavenProperties(JarFile file, String fileName) throws IOException {
        List<String> found = new ArrayList<>();
        for (ZipEntry entry : file.stream()
                .filter(entry -> entry.getName().matches("META-INF/maven/[^/]+/[^/]+/pom.properties"))
                .toList()) {
            Properties properties = new Properties();
            try (InputStream in = file.getInputStream(entry)) {
                properties.load(in);
            }
            if (fileName.startsWith(properties.getProperty("artifactId") + "-")) {
                return properties;
            }
            found.add(entry.getName());
        }
        throw new IOException("no Maven coordinates in " + fileName + ", only " + found);
    }

    private static List<Component> packedByVite(Path jar) throws IOException {
        List<Component> packed = new ArrayList<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            for (ZipEntry entry : file.stream()
                    .filter(entry -> entry.getName().matches("web/[^/]+/licenses\\.md"))
                    .toList()) {
                String text = new String(file.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
                for (String heading : text.lines().filter(line -> line.startsWith("## ")).toList()) {
                    Matcher matcher = PACKED_BY_VITE.matcher(heading);
                    if (!matcher.matches()) {
                        throw new IOException("no version or licence of a library in " + entry + " of " + jar + ": " + heading);
                    }
                    String scope = matcher.group(1) == null ? "" : matcher.group(1);
                    packed.add(new Component("npm", scope, matcher.group(2), matcher.group(3), "", "", matcher.group(4)));
                }
            }
        }
        return packed;
    }

    private static String license(JarFile file) throws IOException {
        if (file.getManifest() == null) {
            return "";
        }
        String header = file.getManifest().getMainAttributes().getValue("Bundle-License");
        return header == null ? "" : header.replaceAll(";[a-z]+=(\"[^\"]*\"|[^,;]*)", "").strip();
    }

    private static String document(String version, String timestamp, Map<String, Component> components) {
        return """
                {
                  "bomFormat": "CycloneDX",
                  "specVersion": "1.6",
                  "version": 1,
                  "metadata": {
                    "timestamp": %s,
                    "component": {"type": "application", "bom-ref": "culvert", "group": "io.culvert", "name": "culvert", "version": %s}
                  },
                  "components": [
                %s
                  ]
                }
                """
                .formatted(
                        quoted(timestamp),
                        quoted(version),
                        components.values().stream().map(Component::json).collect(Collectors.joining(",\n")));
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
