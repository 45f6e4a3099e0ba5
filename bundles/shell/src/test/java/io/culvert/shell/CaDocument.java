package io.culvert.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * docs/ca.md. A comment before a code block says what it is: {@code run} are commands for sh, {@code shell} those for the
 * gateway's shell, one on each line.
 */
final class CaDocument {

    static final String RUN = "run";
    static final String SHELL = "shell";

    private static final Path FILE = Path.of("../../docs/ca.md");
    private static final Pattern PIECE = Pattern.compile("(?m)^## (.*)$|^<!-- (\\w+) -->\\n```\\w+\\n((?s:.*?))^```$");

    private CaDocument() {}

    /**
     * A code block.
     *
     * @param section the heading above it
     * @param kind what it is
     */
    record Block(String section, String kind, String text) {}

    static String text() throws IOException {
        return Files.readString(FILE);
    }

    static List<Block> blocks() throws IOException {
        List<Block> blocks = new ArrayList<>();
        String section = "";
        Matcher pieces = PIECE.matcher(text());
        while (pieces.find()) {
            String heading = pieces.group(1);
            if (heading == null) {
                blocks.add(new Block(section, pieces.group(2), pieces.group(3)));
            } else {
                section = heading;
            }
        }
        return blocks;
    }
}
