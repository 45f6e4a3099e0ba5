package io.culvert.api.event;

import java.io.IOException;
import java.util.List;
import java.util.function.LongConsumer;
import org.osgi.annotation.versioning.ProviderType;

/** What was written down of events: JSON, one object per line, each with the digest of the one before. For any thread. */
@ProviderType
public interface AuditLog {

    /**
     * The last lines, oldest first; those of files that were rotated, too. What happened in the last second may not be
     * there yet.
     *
     * @param lines how many at most; more than 10 000 are not given
     * @return JSON objects
     * @throws IOException when a file cannot be read
     */
    List<String> tail(int lines) throws IOException;

    /**
     * Reads everything there is, and recalculates it. Takes a second for some 100 MB; the log goes on meanwhile.
     *
     * @param progress is told how many bytes have been read, now and then, by the thread that calls
     * @throws IOException when a file cannot be read
     */
    AuditReport verify(LongConsumer progress) throws IOException;

    /** The same without telling how far it is. */
    default AuditReport verify() throws IOException {
        return verify(bytes -> {});
    }
}
