package io.culvert.ca;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Keeps the file of the {@link Register} and its index the same, whatever fails. For any thread. */
final class RegisterFile implements Closeable {

    private static final byte[] HEADER = RegisterLine.HEADER.getBytes(StandardCharsets.US_ASCII);

    private final DurableFiles files;
    private final Path file;
    // Held by whoever changes something, so that the file has the order in which it was decided.
    private final Object changing = new Object();
    private @Nullable IOException unusable;
    // Index and journal are changed under both locks, and so may be read under either.
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private RegisterIndex index;
    private Journal journal;

    /**
     * What was decided.
     *
     * @param answer to whoever asked for it
     * @param event to be entered; {@code null} for none
     * @param line of the event
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares decisions
    record Decision<T>(T answer, @Nullable RegisterEvent event, byte[] line) {

        /** That nothing is to be entered. */
        Decision(T answer) {
            this(answer, null, new byte[0]);
        }
    }

    private RegisterFile(DurableFiles files, Path file, Journal journal) throws IOException {
        this.files = files;
        this.file = file;
        this.journal = journal;
        this.index = read(file, journal);
    }

    static RegisterFile open(DurableFiles files, Path file) throws IOException {
        Journal journal = Journal.open(files, file, HEADER);
        try {
            return new RegisterFile(files, file, journal);
        } catch (IOException e) {
            journal.close();
            throw e;
        }
    }

    private static RegisterIndex read(Path file, Journal from) throws IOException {
        RegisterIndex read = new RegisterIndex();
        int[] line = {0};
        LineScanner.scan(from, from.end(), (bytes, start, end, offset) -> {
            if (++line[0] == 1) {
                return; // the header
            }
            try {
                RegisterEvent event = RegisterLine.parse(bytes, start, end);
                String contradiction = read.contradiction(event);
                if (contradiction != null) {
                    throw new IllegalArgumentException(contradiction);
                }
                read.add(event, offset, end + 1 - start);
            } catch (IllegalArgumentException e) {
                throw new DamagedFileException(file, "is damaged in line " + line[0] + ": " + e.getMessage());
            }
        });
        return read;
    }

    /**
     * Decides, and returns when what was decided is on the disk; also when nothing is to be entered, because the reason
     * for that may not be there yet.
     *
     * @throws IOException when it is not; nothing has changed then
     */
    <T> T change(Function<RegisterIndex, Decision<T>> decide) throws IOException {
        Decision<T> decision;
        Journal journalThen;
        Journal.Batch batch;
        synchronized (changing) {
            decision = decide.apply(index);
            journalThen = journal;
            batch = decision.event() == null ? journal.written() : append(decision.event(), decision.line());
        }
        force(journalThen, batch);
        return decision.answer();
    }

    /** Under {@link #changing}. */
    private Journal.Batch append(RegisterEvent event, byte[] line) throws IOException {
        if (unusable != null) {
            throw new IOException(
                    file + " could not be read again after it could not be written; restart the gateway", unusable);
        }
        long offset = journal.end();
        Journal.Batch batch = journal.write(line);
        lock.writeLock().lock();
        try {
            index.add(event, offset, line.length);
        } finally {
            lock.writeLock().unlock();
        }
        return batch;
    }

    /** What could not be forced is not in the file any more, and must not be in the index. */
    private void force(Journal written, Journal.Batch batch) throws IOException {
        try {
            written.force(batch);
        } catch (IOException e) {
            synchronized (changing) {
                try {
                    become(read(file, journal), journal);
                } catch (IOException unread) {
                    unusable = unread;
                    e.addSuppressed(unread);
                }
            }
            throw e;
        }
    }

    /** Under {@link #changing}. */
    private void become(RegisterIndex changedIndex, Journal changedJournal) {
        lock.writeLock().lock();
        try {
            index = changedIndex;
            journal = changedJournal;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Leaves out what expired before, when that is more than half; returns how many those are. */
    int compact(Instant expiredBefore) throws IOException {
        synchronized (changing) {
            RegisterCompaction compaction = new RegisterCompaction(index, journal, expiredBefore);
            int dropped = compaction.dropped();
            if (dropped <= index.all.size() / 2) {
                return 0;
            }
            force(journal, journal.written()); // those who wait for it must not find the old file closed
            Journal old = journal;
            files.replace(file, true, compaction);
            Journal compacted = Journal.open(files, file, HEADER);
            become(read(file, compacted), compacted);
            old.close();
            return dropped;
        }
    }

    <T extends @Nullable Object> T ask(Function<RegisterIndex, T> question) {
        lock.readLock().lock();
        try {
            return question.apply(index);
        } finally {
            lock.readLock().unlock();
        }
    }

    Optional<X509Certificate> certificate(String serial) throws IOException {
        byte[] line;
        lock.readLock().lock();
        try {
            Registered found = index.find(serial);
            if (found == null) {
                return Optional.empty();
            }
            line = journal.read(found.offset, found.length - 1);
        } finally {
            lock.readLock().unlock();
        }
        try {
            return Optional.of((X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(RegisterLine.certificate(line))));
        } catch (CertificateException | IllegalArgumentException e) {
            throw new DamagedFileException(file, "is damaged where certificate " + serial + " should be");
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (changing) {
            lock.writeLock().lock();
            try {
                journal.close();
            } finally {
                lock.writeLock().unlock();
            }
        }
    }
}
