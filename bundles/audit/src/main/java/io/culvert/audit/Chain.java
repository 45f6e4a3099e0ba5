package io.culvert.audit;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The end of the log, to which lines are appended. The chain goes on from file to file and from start to start. What fails
 * leaves it as it was. For one thread at a time.
 */
final class Chain implements Closeable {

    private final AuditFiles files;
    private final AuditSettings settings;
    private final Seal seal;
    private final Clock clock;

    private @Nullable FileChannel channel;
    private Head head;
    /** Number of the first line of the current file; 0 when it is empty. */
    private long first;
    /** How long the current file is, as far as it is whole. */
    private long length;

    /**
     * Where the log ends.
     *
     * @param seq number of the last line; 0 when there is none
     * @param hash of that line
     */
    record Head(long seq, String hash) {}

    private Chain(AuditSettings settings, Seal seal, Clock clock, Tail tail) {
        this.files = new AuditFiles(settings.file());
        this.settings = settings;
        this.seal = seal;
        this.clock = clock;
        this.head = tail.head();
        this.first = tail.first();
        this.length = tail.length();
    }

    /** Goes on where the log ends, or begins it. What is torn at its end is put aside, and a line says so. */
    static Chain open(AuditSettings settings, Clock clock, Map<String, String> origin) throws IOException {
        AuditFiles files = new AuditFiles(settings.file());
        Path folder = settings.file().toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Tail tail = Tail.of(files);
        Chain chain = new Chain(settings, Seal.of(settings.key()), clock, tail);
        if (tail.torn() > 0) {
            Path aside = files.torn(tail.head().seq() + 1);
            tail.putAside(settings.file(), aside);
            Entry mended = Entry.of(clock.instant(), "log-mended")
                    .with("bytes", tail.torn())
                    .with("aside", String.valueOf(aside.getFileName()));
            chain.append(List.of(mended), origin);
        }
        chain.append(List.of(Entry.of(clock.instant(), "log-started").with("after", tail.ended())), origin);
        chain.force();
        return chain;
    }

    Seal seal() {
        return seal;
    }

    Head head() {
        return head;
    }

    /** How long the current file is, as far as it is whole. */
    long length() {
        return length;
    }

    /**
     * Appends lines, all or none.
     *
     * @param origin fields that every line has
     * @throws IOException when that fails; they are not there then
     */
    void append(List<Entry> entries, Map<String, String> origin) throws IOException {
        if (length > settings.size()) {
            rotate(origin);
        }
        Head end = head;
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (Entry entry : entries) {
            byte[] body = LineFormat.body(end.seq() + 1, entry, origin, end.hash());
            String hash = seal.hash(body);
            lines.writeBytes(Line.sealed(body, hash));
            end = new Head(end.seq() + 1, hash);
        }
        ByteBuffer bytes = ByteBuffer.wrap(lines.toByteArray());
        int size = bytes.remaining();
        FileChannel out = channel();
        // What an append that failed has left.
        if (out.size() > length) {
            out.truncate(length);
        }
        out.position(length);
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
        if (first == 0) {
            first = head.seq() + 1;
        }
        length += size;
        head = end;
    }

    private FileChannel channel() throws IOException {
        FileChannel open = channel;
        if (open == null || !open.isOpen()) {
            open = FileChannel.open(
                    settings.file(),
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            channel = open;
        }
        return open;
    }

    /** Begins the next file, and deletes those that are too old when the log itself says so. */
    private void rotate(Map<String, String> origin) throws IOException {
        force();
        close();
        Files.move(settings.file(), files.named(first));
        first = 0;
        length = 0;
        List<Path> full = files.full();
        int surplus = full.size() - settings.keep();
        if (surplus > 0) {
            long next = surplus < full.size() ? files.first(full.get(surplus)) : head.seq() + 1;
            append(List.of(Entry.of(clock.instant(), "log-dropped").with("last", next - 1)), origin);
            force();
            for (Path old : full.subList(0, surplus)) {
                Files.deleteIfExists(old);
            }
        }
    }

    /** Returns when all of it is on the disk. */
    void force() throws IOException {
        FileChannel open = channel;
        if (open != null && open.isOpen()) {
            open.force(false);
        }
    }

    @Override
    public void close() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }
}
