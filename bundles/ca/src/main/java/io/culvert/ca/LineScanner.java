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
        byte[] kept = new byte[0]; // the beginning of a line whose end is in the next block
        long offset = 0;
        while (offset < until) {
            byte[] block = journal.read(offset, (int) Math.min(BLOCK, until - offset));
            byte[] bytes = block;
            if (kept.length > 0) {
                bytes = Arrays.copyOf(kept, kept.length + block.length);
                System.arraycopy(block, 0, bytes, kept.length, block.length);
            }
            int from = 0;
            for (int i = kept.length; i < bytes.length; i++) {
                if (bytes[i] == '\n') {
                    lines.line(bytes, from, i, offset - kept.length + from);
                    from = i + 1;
                }
            }
            kept = Arrays.copyOfRange(bytes, from, bytes.length);
            offset += block.length;
        }
    }
}
