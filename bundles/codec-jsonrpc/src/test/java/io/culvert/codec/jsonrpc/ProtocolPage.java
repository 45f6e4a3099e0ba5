package io.culvert.codec.jsonrpc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where {@code docs/protocol.md} and its examples are. */
final class ProtocolPage {

    private static final Path DOCS =
            Path.of(System.getProperty("basedir", "."), "..", "..", "docs").normalize();

    private ProtocolPage() {}

    static String text() throws IOException {
        return Files.readString(DOCS.resolve("protocol.md"));
    }

    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(DOCS.resolve("protocol").resolve("examples"))) {
            return files.sorted().toList();
        }
    }
}
