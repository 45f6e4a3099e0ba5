package io.culvert.api.transport;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears what one peer says before it is in a tunnel. Called on the connection's I/O thread, one call at a time: must
 * not block.
 */
@ConsumerType
public interface ConnectionHandler {

    /**
     * The peer sent text, or on a stream transport bytes that should be. The pieces arrive in order; where one ends has
     * no meaning.
     *
     * @param utf8 valid during this call only
     */
    void text(ByteBuffer utf8);

    /** The peer sent a binary message. Its content is not delivered. */
    void binary();

    /**
     * The connection ended before it was in a tunnel. The last call.
     *
     * @param reason how; code {@link CloseReason#ABNORMAL} when it was lost
     */
    void closed(CloseReason reason);
}
