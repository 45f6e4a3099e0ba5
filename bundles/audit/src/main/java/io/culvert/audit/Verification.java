package io.culvert.audit;

import io.culvert.api.event.AuditReport;
import io.culvert.api.event.AuditReport.Fault;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** One reading of the whole log. Used once, by one thread. */
final class Verification {

    private final Seal seal;
    private final LongConsumer progress;

    private int files;
    private long lines;
    private long first;
    private long lost;
    /** Up to which line the log itself says that lines were thrown away. */
    private long dropped;

    private long bytes;
    private Chain.Head head = new Chain.Head(0, Line.NOTHING);
    private @Nullable Fault fault;

    /**
     * A file that is open, so that it can be read even if it is renamed or deleted meanwhile.
     *
     * @param name for people
     * @param length how much of it is to be read
     */
    record Part(String name, FileChannel channel, long length) {}

    Verification(Seal seal, LongConsumer progress) {
        this.seal = seal;
        this.progress = progress;
    }

    /**
     * Reads.
     *
     * @param parts the files, oldest first
     * @param end where the log ends, as whoever writes it remembers
     */
    AuditReport read(List<Part> parts, Chain.Head end) throws IOException {
        for (Part part : parts) {
            files++;
            read(part);
            if (fault != null) {
                break;
            }
        }
        if (fault == null && first > dropped + 1) {
            fault = new Fault(
                    parts.get(0).name(),
                    1,
                    "Lines 1 to " + (first - 1) + " are missing, and no rotation has deleted them");
        }
        if (fault == null && !head.equals(end)) {
            String name =
                    parts.isEmpty() ? "audit log" : parts.get(parts.size() - 1).name();
            fault = new Fault(
                    name,
                    lines + 1,
                    head.seq() < end.seq()
                            ? "Lines " + (head.seq() + 1) + " to " + end.seq()
                                    + " were written and are missing: the end" + " was cut off"
                            : "The end is not what the gateway has written");
        }
        return new AuditReport(
                files, lines, first, head.seq(), head.seq() == 0 ? "" : head.hash(), lost, seal.keyed(), fault);
    }

    private void read(Part part) throws IOException {
        BufferedReader reader = new BufferedReader(
                new InputStreamReader(Channels.newInputStream(part.channel()), StandardCharsets.ISO_8859_1), 1 << 16);
        long left = part.length();
        for (long number = 1; left > 0; number++) {
            String text = reader.readLine();
            if (text == null) {
                return;
            }
            left -= text.length() + 1;
            bytes += text.length() + 1;
            String problem = problem(text);
            if (problem != null) {
                fault = new Fault(part.name(), number, problem);
                return;
            }
            lines++;
            if (lines % 10_000 == 0) {
                progress.accept(bytes);
            }
        }
    }

    /** What is wrong with the next line; {@code null} when nothing is. */
    private @Nullable String problem(String text) {
        Line line = Line.of(text);
        if (line == null) {
            return "This is no line of the log: it was changed, or put in";
        }
        if (!seal.hash(line.body()).equals(line.hash())) {
            return "Line " + line.seq() + " was changed after it was written, or was made with another key"
                    + (seal.keyed() ? "" : ", or with one at all");
        }
        boolean begin = lines == 0;
        if (!begin && line.seq() > head.seq() + 1) {
            return "Lines " + (head.seq() + 1) + " to " + (line.seq() - 1) + " are missing before line " + line.seq();
        }
        if (!begin && line.seq() <= head.seq()) {
            return "Line " + line.seq() + " comes after line " + head.seq() + ": it was moved here, or copied";
        }
        if (begin
                ? line.seq() == 1 && !line.prev().equals(Line.NOTHING)
                : !line.prev().equals(head.hash())) {
            return "Line " + line.seq() + " does not follow on the line before it, which was replaced";
        }
        if (begin) {
            first = line.seq();
        }
        if (line.is("lost")) {
            lost += line.number("count");
        } else if (line.is("log-dropped")) {
            dropped = Math.max(dropped, line.number("last"));
        }
        head = new Chain.Head(line.seq(), line.hash());
        return null;
    }

    /** For those who open files. */
    static Part part(Path file, long length, FileChannel channel) {
        return new Part(String.valueOf(file.getFileName()), channel, length);
    }
}
