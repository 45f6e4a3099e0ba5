package io.culvert.api.event;

import org.jspecify.annotations.Nullable;

/**
 * Whether the audit log is as it was written.
 *
 * @param files how many files were read
 * @param lines how many lines were read: those before the break, if there is one
 * @param first number of the first line that there is; 1 when nothing was thrown away by rotation; 0 when there is none
 * @param last number of the last line that is whole; 0 when there is none
 * @param head hash of that line, to be kept elsewhere; empty when there is none
 * @param lost events that could not be written, as the log itself says
 * @param keyed whether the hashes need a key, so that nobody who lacks it can make a log that looks whole
 * @param fault where the log is broken first; {@code null} when it is whole
 */
public record AuditReport(
        int files,
        long lines,
        long first,
        long last,
        String head,
        long lost,
        boolean keyed,
        @Nullable Fault fault) {

    /** Whether it is as it was written, as far as can be told. */
    public boolean whole() {
        return fault == null;
    }

    /**
     * Where the log is broken.
     *
     * @param file name of the file
     * @param line which line of it; 1 is the first
     * @param problem what is wrong there, and what that means; for people
     */
    public record Fault(String file, long line, String problem) {}
}
