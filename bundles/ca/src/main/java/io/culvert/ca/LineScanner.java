package io.culvert.ca;

import java.io.IOException;
import java.util.Arrays;

/** Goes over the lines of a large journal without making objects of them. */
final class LineScanner {

    private static final int BLOCK = 1024 * 1024;

    /** Takes a line. */
    interface Lines {
        /**
         * A line.
         *
         * @param bytes holds it, and is only lent
         * @param from its first byte there
         * @param to after its last byte there, without the line feed
         * @param offset of its first byte in the file
         */
        void line(byte[] bytes, int from, int to, long offset) throws IOException;
    }

    private LineScanner() {}

    /** @param until where the last line ends, with its line feed */
    static void scan(Journal journal, long until, Lines lines) throws IOException {
        byte[] bytes = new byte[BLOCK];
        int kept = 0; // at the beginning of the bytes: of a line whose end is not read yet
        for (long offset = 0; offset < until; ) {
            if (kept == bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * bytes.length);
            }
            int size = (int) Math.min(bytes.length - kept, until - offset);
            journal.read(offset, bytes, kept, size);
            int from = 0;
            for (int i = kept; i < kept + size; i++) {
                if (bytes[i] == '\n') {
                    lines.line(bytes, from, i, offset - kept + from);
                    from = i + 1;
                }
            }
            offset += size;
            kept = kept + size - from;
            System.arraycopy(bytes, from, bytes, 0, kept);
        }
    }
}
