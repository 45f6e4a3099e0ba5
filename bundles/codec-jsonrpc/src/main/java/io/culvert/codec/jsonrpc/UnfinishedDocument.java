package io.culvert.codec.jsonrpc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A JSON document of which not all bytes have come.
 *
 * <p>It takes one byte at a time, so where the pieces are cut cannot matter, and the end of a document is known to the
 * byte. A document is short; the cost is not worth a buffer. A peer that is silent between documents holds no parser.
 */
final class UnfinishedDocument {

    /** The longest document that is accepted. */
    static final int MAX_BYTES = 10_240;

    private static final JsonFactory JSON = new JsonFactoryBuilder()
            // Names come from strangers: they have no place in the string pool of the JVM.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            // Nor are they worth a table: a document has a handful of them.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            // A document may begin on one thread and end on another.
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            // MAX_BYTES and JsonTree are stricter, and say better what is wrong.
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_BYTES)
                    .maxNumberLength(MAX_BYTES)
                    .build())
            .build();

    private final byte[] piece = new byte[1];
    private final Utf8Validator utf8 = new Utf8Validator();
    private final JsonTree tree = new JsonTree();
    private final JsonParser parser;
    private final ByteArrayFeeder feeder;
    private int bytes;

    /** Ours to watch: the parser forgets a comma or colon that ends a piece, and lets an object or array end there. */
    private byte previous;

    UnfinishedDocument() {
        try {
            parser = JSON.createNonBlockingByteArrayParser();
        } catch (IOException e) {
            throw new AssertionError("nothing is read here", e);
        }
        feeder = (ByteArrayFeeder) parser.getNonBlockingInputFeeder();
    }

    /**
     * Takes the next byte.
     *
     * @return the document when this byte completes it; a number, {@code true}, {@code false} and {@code null} at the
     *     top are complete only with the byte behind them
     */
    @Nullable Json accept(byte next) throws RefusedException {
        bytes++;
        if (bytes > MAX_BYTES) {
            throw RefusedException.tooLong();
        }
        if (!utf8.accept(next)) {
            throw notJson("invalid UTF-8");
        }
        piece[0] = next;
        try {
            feeder.feedInput(piece, 0, 1);
            for (JsonToken token = parser.nextToken(); token != JsonToken.NOT_AVAILABLE; token = parser.nextToken()) {
                if (token.isStructEnd() && (previous == ',' || previous == ':')) {
                    throw notJson("syntax error");
                }
                String complaint = tree.add(token, parser.getText());
                if (complaint != null) {
                    throw notJson(complaint);
                }
                if (tree.isComplete()) {
                    return tree.root();
                }
            }
            if (!DocumentReader.isWhiteSpace(next)) {
                previous = next;
            }
            return null;
        } catch (IOException e) {
            // Its text may quote what the peer sent, which may be a token.
            throw notJson("syntax error");
        }
    }

    private RefusedException notJson(String what) {
        return RefusedException.notJson(what + " at byte " + bytes);
    }
}
