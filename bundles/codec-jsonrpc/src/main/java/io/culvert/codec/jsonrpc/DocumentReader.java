package io.culvert.codec.jsonrpc;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads documents from a stream of bytes, whatever the pieces in which it comes. Used by one thread at a time. */
final class DocumentReader {

    private @Nullable UnfinishedDocument document;

    /**
     * Takes the next document that is complete.
     *
     * @param utf8 read up to the end of that document
     * @return {@code null} when there is none; then everything was read
     * @throws RefusedException for good: this reader is of no use afterwards
     */
    @Nullable Json next(ByteBuffer utf8) throws RefusedException {
        while (utf8.hasRemaining()) {
            byte next = utf8.get();
            if (document == null) {
                if (isWhiteSpace(next)) {
                    continue;
                }
                document = new UnfinishedDocument();
            }
            Json complete = document.accept(next);
            if (complete != null) {
                document = null;
                return complete;
            }
        }
        return null;
    }

    /** Whether a document has begun and is not complete. */
    boolean midDocument() {
        return document != null;
    }

    /** RFC 8259 section 2. */
    static boolean isWhiteSpace(byte next) {
        return next == ' ' || next == '\t' || next == '\n' || next == '\r';
    }
}
