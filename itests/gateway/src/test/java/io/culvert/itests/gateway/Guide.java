package io.culvert.itests.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A document whose examples are tested. A comment before a code block is the kind of the block, such as {@code run} for
 * commands of a shell; what kinds there are is the affair of the document and its test. Blocks without a comment are no
 * examples.
 */
public final class Guide {

    private static final Pattern PIECE = Pattern.compile("(?m)^## (.*)$|^<!-- (\\w+) -->\\n```\\w+\\n((?s:.*?))^```$");

    private Guide() {}

    /**
     * A code block.
     *
     * @param section the heading above it
     * @param kind what it is
     */
    public record Block(String section, String kind, String text) {

        /** What it is called in a report. */
        public String name() {
            return section + ", " + kind + ": "
                    + text.strip().lines().findFirst().orElse("");
        }
    }

    /**
     * In the order in which they stand there.
     *
     * @param document its path in the source tree
     */
    public static List<Block> blocks(String document) throws IOException {
        List<Block> blocks = new ArrayList<>();
        String section = "";
        Matcher pieces = PIECE.matcher(Files.readString(Path.of(System.getProperty("culvert.root"), document)));
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
