package io.culvert.audit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the log was found.
 *
 * @param head where it ends
 * @param first number of the first line of the current file; 0 when it is empty
 * @param length of the current file, as far as its lines are whole
 * @param ended how the run before ended: {@code nothing} when there was none, {@code stop}, or {@code kill}
 * @param torn how many bytes behind that are no whole line, as a process that was killed leaves them
 */
record Tail(Chain.Head head, long first, long length, String ended, long torn) {

    private static final Logger LOG = LoggerFactory.getLogger(Tail.class);

    static Tail of(AuditFiles files) throws IOException {
        Path current = files.current();
        byte[] content = Files.exists(current) ? Files.readAllBytes(current) : new byte[0];
        int whole = content.length;
        while (whole > 0 && content[whole - 1] != '\n') {
            whole--;
        }
        List<String> lines = new String(content, 0, whole, StandardCharsets.ISO_8859_1)
                .lines()
                .toList();
        Line last = last(lines);
        Line begin = lines.isEmpty() ? null : Line.of(lines.get(0));
        for (int i = files.full().size() - 1; last == null && i >= 0; i--) {
            last = last(Files.readAllLines(files.full().get(i), StandardCharsets.ISO_8859_1));
        }
        long seq = last == null ? 0 : last.seq();
        return new Tail(
                new Chain.Head(seq, last == null ? Line.NOTHING : last.hash()),
                begin == null ? (whole == 0 ? 0 : Math.max(1, seq)) : begin.seq(),
                whole,
                last == null ? "nothing" : last.is("log-stopped") ? "stop" : "kill",
                content.length - whole);
    }

    private static @Nullable Line last(List<String> lines) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            Line line = Line.of(lines.get(i));
            if (line != null) {
                return line;
            }
            LOG.warn("The audit log has a last line that is none: it was damaged. It goes on, but is not whole");
        }
        return null;
    }

    /** Moves what is torn into a file of its own. */
    void putAside(Path current, Path aside) throws IOException {
        try (FileChannel from = FileChannel.open(current, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileChannel to = FileChannel.open(
                        aside, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            long copied = 0;
            while (copied < torn) {
                copied += from.transferTo(length + copied, torn - copied, to);
            }
            to.force(true);
            from.truncate(length);
            from.force(true);
        }
    }
}
