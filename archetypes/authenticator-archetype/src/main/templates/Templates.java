import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes the archetype's templates from the example, so that there is one source of both: names become placeholders, and
 * what Velocity, which fills them in, would take for its own is hidden from it.
 *
 * <p>Arguments: the example's folder, the folder of the templates.
 */
final class Templates {

    private static final String PACKAGE = "com.example.culvert.hmac";
    private static final String VERSION = "1.0.0-SNAPSHOT";
    private static final String HIDDEN = "#set( $dollar = '$' )\n#set( $hash = '#' )\n";

    public static void main(String[] arguments) throws IOException {
        Path example = Path.of(arguments[0]);
        Path templates = Path.of(arguments[1]);
        for (String name : List.of("pom.xml", "README.md", "token")) {
            make(example.resolve(name), templates.resolve(name));
        }
        for (String sources : List.of("src/main/java", "src/test/java")) {
            try (Stream<Path> files = Files.list(example.resolve(sources).resolve(PACKAGE.replace('.', '/')))) {
                for (Path file : files.toList()) {
                    make(file, templates.resolve(sources).resolve(file.getFileName()));
                }
            }
        }
    }

    private static void make(Path source, Path template) throws IOException {
        String text = Files.readString(source)
                .replace("$", "\0dollar\0")
                .replace("#", "\0hash\0")
                .replace("<groupId>com.example.culvert</groupId>", "<groupId>${groupId}</groupId>")
                .replace("<artifactId>" + PACKAGE + "</artifactId>", "<artifactId>${artifactId}</artifactId>")
                .replace("<version>" + VERSION + "</version>", "<version>${version}</version>")
                .replace(PACKAGE + "-" + VERSION + ".jar", "${artifactId}-${version}.jar")
                .replace(PACKAGE, "${package}")
                .replaceAll("\0(dollar|hash)\0", "\\${$1}");
        Files.createDirectories(template.getParent());
        Files.writeString(template, HIDDEN + text);
    }
}
