package io.culvert.api.tls;

import javax.net.ssl.SSLException;
import org.osgi.annotation.versioning.ConsumerType;

/** What the connections of one listener share. */
@ConsumerType
public interface TlsContext extends AutoCloseable {

    /** Whether engines need direct buffers; otherwise they get buffers on the heap. */
    boolean directBuffers();

    /**
     * Makes the engine of a new connection. Called by any thread, never after {@link #close}.
     *
     * @throws SSLException when there can be none
     */
    TlsEngine newEngine() throws SSLException;

    /** Ends it: no more engines. Those that were made stay usable. */
    @Override
    void close();
}
