package io.culvert.admin;

import org.jspecify.annotations.Nullable;

/** What a request is answered with. */
sealed interface Answer {

    /** Nothing to say but that it was done. */
    record Done() implements Answer {}

    /** JSON. */
    record Document(Object content) implements Answer {}

    /** Something was made. */
    record Created(String location, Object content) implements Answer {}

    /**
     * Another type of content.
     *
     * @param download under what name to keep it; {@code null} to show it
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares answers
    record Content(String type, byte[] bytes, @Nullable String download) implements Answer {}

    /** The handler goes on by itself, asynchronously. */
    record Later() implements Answer {}

    static Answer of(Object content) {
        return new Document(content);
    }
}
