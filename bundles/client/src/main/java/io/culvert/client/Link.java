package io.culvert.client;

import java.io.IOException;

/**
 * One connection to the gateway: first documents, then the tunnel's bytes. One thread reads and one writes; they never
 * wait for each other. {@link #abort} may be called by any thread and frees both.
 */
sealed interface Link permits WebSocketLink, StreamLink, SecureLink {

    /** Sends one document, without its final newline. */
    void sendDocument(byte[] utf8) throws IOException;

    /**
     * The next document. No byte beyond its end is taken.
     *
     * @param patience in milliseconds, 0 for as long as the connection lives
     * @throws java.io.EOFException when the gateway closed the connection without giving a reason
     * @throws CulvertException when it gave one
     */
    byte[] readDocument(int patience) throws IOException;

    /** As {@link java.io.InputStream#read(byte[], int, int)}; -1 when the partner has ended in good order. */
    int read(byte[] target, int offset, int length) throws IOException;

    /** Sends bytes of the tunnel at once. */
    void write(byte[] source, int offset, int length) throws IOException;

    /** No more will be written. */
    void endOutput() throws IOException;

    /**
     * Waits until the connection is over, after {@link #read} has given -1: until {@link #endOutput} was called and the
     * gateway has seen it.
     *
     * @throws CulvertException when the gateway cut the connection before
     */
    void awaitEnd() throws IOException;

    /** Leaves at once, and lets the other side know that this is no orderly end. */
    void abort();
}
