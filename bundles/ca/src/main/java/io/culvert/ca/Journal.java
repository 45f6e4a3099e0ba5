package io.culvert.ca;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A text file that only ever grows, by whole lines. Writing and forcing are two steps, so that threads which write at
 * the same time share what is expensive: whoever comes first forces the lines of all. For any thread.
 */
final class Journal implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final int BLOCK = 64 * 1024;

    private final DurableFiles files;
    private final Path file;
    private final RandomAccessFile reader;
    // Held while the disk is waited for, and taken before the monitor.
    private final Object forcing = new Object();
    private long forced;
    // Under the monitor.
    private @Nullable RandomAccessFile writer;
    private long end;
    private boolean torn;
    private boolean dirty = true; // what a process that was killed had written may not be on the disk
    private Batch open = new Batch();

    /** What was written and is forced together. */
    static final class Batch {
        // Under the monitor of forcing.
        private boolean safe;
        private @Nullable IOException failure;
    }

    private Journal(DurableFiles files, Path file, RandomAccessFile reader, long end, boolean torn) {
        this.files = files;
        this.file = file;
        this.reader = reader;
        this.end = end;
        this.forced = end;
        this.torn = torn;
    }

    /**
     * Opens a file, or makes it. What comes after the last whole line was written by a process that was killed, and that
     * nobody was told of: it does not count, and goes with the next write. An existing file is not written to by this.
     *
     * @param header what the file begins with, with a line feed; may be empty
     * @throws DamagedFileException when it begins with something else
     */
    static Journal open(DurableFiles files, Path file, byte[] header) throws IOException {
        if (Files.notExists(file)) {
            files.replace(file, header, true);
        }
        RandomAccessFile reader = new RandomAccessFile(file.toFile(), "r");
        try {
            byte[] first = new byte[(int) Math.min(header.length, reader.length())];
            reader.readFully(first);
            if (!Arrays.equals(first, header)) {
                throw new DamagedFileException(
                        file, "is damaged, or of a newer gateway: it does not begin with \"" + text(header) + "\"");
            }
            long length = reader.length();
            long whole = wholeLines(reader, length);
            if (whole < length) {
                LOG.info(
                        "{}: cut off the last {} bytes, an entry that was not finished when the gateway was stopped",
                        file,
                        length - whole);
            }
            return new Journal(files, file, reader, whole, whole < length);
        } catch (IOException e) {
            reader.close();
            throw e;
        }
    }

    /** Where the last line ends that has a line feed and no NUL: a file system may leave those after a power failure. */
    private static long wholeLines(RandomAccessFile reader, long length) throws IOException {
        byte[] block = new byte[BLOCK];
        long lineEnd = -1;
        boolean nul = false;
        for (long blockEnd = length; blockEnd > 0; ) {
            int size = (int) Math.min(BLOCK, blockEnd);
            blockEnd -= size;
            reader.seek(blockEnd);
            reader.readFully(block, 0, size);
            for (int i = size - 1; i >= 0; i--) {
                if (block[i] == '\n') {
                    if (lineEnd >= 0 && !nul) {
                        return lineEnd;
                    }
                    lineEnd = blockEnd + i + 1;
                    nul = false;
                } else if (block[i] == 0) {
                    nul = true;
                }
            }
        }
        return nul ? 0 : Math.max(lineEnd, 0);
    }

    private static String text(byte[] header) {
        return new String(header, StandardCharsets.US_ASCII).strip();
    }

    /** Where the next line will begin: how many bytes there are. */
    synchronized long end() {
        return end;
    }

    /** Whether the file is still the one that was opened: nobody has moved it away or written to it. */
    synchronized boolean isCurrent() throws IOException {
        return Files.exists(file) && (torn || Files.size(file) == end);
    }

    /**
     * Writes at the end, by one write.
     *
     * @param lines each with its line feed
     * @return to be given to {@link #force}; before that they may be lost
     * @throws IOException when they are not there; the file is as before
     */
    synchronized Batch write(byte[] lines) throws IOException {
        try {
            if (!isCurrent()) {
                throw new IOException("somebody else has changed it or moved it away, and it has to be opened anew");
            }
            RandomAccessFile out = writer();
            if (torn) {
                cutOff(out);
            }
            files.before("write", file);
            out.seek(end);
            torn = true;
            try {
                out.write(lines);
            } catch (IOException e) {
                cutOffAfter(e);
                throw e;
            }
            torn = false;
            dirty = true;
            end += lines.length;
            return open;
        } catch (IOException e) {
            throw DurableFiles.unwritable(file, e);
        }
    }

    /** What was written until now. */
    synchronized Batch written() {
        return open;
    }

    /**
     * Returns when a batch is on the disk.
     *
     * @throws IOException when it is not, and everything that was not is cut off from the file
     */
    void force(Batch batch) throws IOException {
        synchronized (forcing) {
            if (!batch.safe && batch.failure == null) {
                forceOpen(batch); // each that is not open any more has had its end
            }
            if (batch.failure != null) {
                throw DurableFiles.unwritable(file, batch.failure);
            }
        }
    }

    private void forceOpen(Batch batch) {
        try {
            RandomAccessFile out = null;
            long upTo;
            synchronized (this) {
                open = new Batch();
                upTo = end;
                if (dirty) {
                    out = writer();
                    dirty = false;
                }
            }
            if (out != null) {
                files.before("force", file);
                out.getFD().sync();
                forced = upTo;
            }
            batch.safe = true;
        } catch (IOException e) {
            synchronized (this) {
                batch.failure = e;
                open.failure = e; // written meanwhile, after what is lost
                open = new Batch();
                end = forced;
                dirty = true;
                cutOffAfter(e);
            }
        }
    }

    /** @throws IOException also when there are fewer bytes than that */
    byte[] read(long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        read(offset, bytes, 0, length);
        return bytes;
    }

    void read(long offset, byte[] into, int at, int length) throws IOException {
        synchronized (reader) {
            reader.seek(offset);
            reader.readFully(into, at, length);
        }
    }

    private RandomAccessFile writer() throws IOException {
        RandomAccessFile out = writer;
        if (out == null) {
            out = new RandomAccessFile(file.toFile(), "rw");
            writer = out;
        }
        return out;
    }

    private void cutOff(RandomAccessFile out) throws IOException {
        files.before("truncate", file);
        out.setLength(end);
        torn = false;
    }

    /** When this fails, too, it is done before the next write. */
    private void cutOffAfter(IOException reason) {
        torn = true;
        try {
            cutOff(writer());
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        try (reader) {
            if (writer != null) {
                writer.close();
            }
        }
    }
}
