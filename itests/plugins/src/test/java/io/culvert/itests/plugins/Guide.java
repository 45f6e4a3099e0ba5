package io.culvert.itests.plugins;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The code blocks of docs/writing-an-authenticator.md. A comment before each says what it is. */
final class Guide {

    /** A block of commands that the tests execute. */
    static final String RUN = "run";

    /** What is done once, and what the tests do in another way. */
    static final String INSTALL = "install";

    private static final Pattern BLOCK =
            Pattern.compile("(?:<!-- ([^\\n]*) -->\\n)?```\\w*\\n(.*?)```\\n", Pattern.DOTALL);

    private Guide() {}

    /**
     * A code block.
     *
     * @param comment {@link #RUN}, {@link #INSTALL}, or the file of the example that the block is a part of
     * @param text without the fences
     */
    record Block(String comment, String text) {}

    static Path file() {
        return Stranger.ROOT.resolve("docs/writing-an-authenticator.md");
    }

    static List<Block> blocks() throws IOException {
        Matcher blocks = BLOCK.matcher(Files.readString(file()));
        return blocks.results().map(Guide::block).toList();
    }

    private static Block block(MatchResult match) {
        String comment = match.group(1);
        return new Block(comment == null ? "" : comment, match.group(2));
    }
}
