package io.culvert.itests.ca;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * docs/ca.md. A comment before a code block says what it is: {@code run} are commands for a shell, {@code strongswan} the
 * same where that is installed, {@code shell} commands for the gateway's shell, one on each line; {@code nginx},
 * {@code apache} and {@code haproxy} belong into the configuration of these.
 */
final class CaGuide {

    private static final Pattern PIECE = Pattern.compile("(?m)^## (.*)$|^<!-- (\\w+) -->\\n```\\w+\\n((?s:.*?))^```$");

    private CaGuide() {}

    /**
     * A code block.
     *
     * @param section the heading above it
     * @param kind what it is
     */
    record Block(String section, String kind, String text) {

        /** What it is called in a report. */
        String name() {
            return section + ", " + kind + ": "
                    + text.strip().lines().findFirst().orElse("");
        }
    }

    /** In the order in which they stand there. */
    static List<Block> blocks() throws IOException {
        List<Block> blocks = new ArrayList<>();
        String section = "";
        Matcher pieces = PIECE.matcher(Files.readString(Path.of(System.getProperty("culvert.root"), "docs/ca.md")));
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
