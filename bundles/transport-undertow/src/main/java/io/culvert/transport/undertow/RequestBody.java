package io.culvert.transport.undertow;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.ChannelListener;
import org.xnio.channels.StreamSourceChannel;

/** Reads the body of a request whole, however slowly it comes. Used by the connection's I/O thread only. */
final class RequestBody implements ChannelListener<StreamSourceChannel> {

    /** The longest body, in bytes. */
    static final int MAX = 64 * 1024;

    /** Who wants it. Told one of these, once; reading is over then. */
    interface Reader {
        void whole(byte[] body);

        /** It is longer than {@link #MAX}. */
        void tooLong();

        /** There is no room for it in memory now. */
        void noRoom();

        void lost(IOException e);
    }

    private final HttpResources budget;
    private final Reader reader;
    private final ByteBufferPool buffers;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    /**
     * Prepares to read.
     *
     * @param budget has to allow for what is read; {@link #release} gives it back
     */
    RequestBody(HttpServerExchange exchange, HttpResources budget, Reader reader) {
        this.buffers = exchange.getConnection().getByteBufferPool();
        this.budget = budget;
        this.reader = reader;
    }

    /** Begins. */
    void read(StreamSourceChannel channel) {
        channel.getReadSetter().set(this);
        handleEvent(channel);
    }

    @Override
    public void handleEvent(StreamSourceChannel channel) {
        try (PooledByteBuffer pooled = buffers.allocate()) {
            ByteBuffer chunk = pooled.getBuffer();
            int count = channel.read(chunk.clear());
            for (; count > 0; count = channel.read(chunk.clear())) {
                boolean tooLong = content.size() + count > MAX;
                if (tooLong || !budget.hold(count)) {
                    channel.suspendReads();
                    if (tooLong) {
                        reader.tooLong();
                    } else {
                        reader.noRoom();
                    }
                    return;
                }
                content.write(chunk.array(), chunk.arrayOffset(), count);
            }
            if (count == 0) {
                channel.resumeReads();
                return;
            }
        } catch (IOException e) {
            reader.lost(e);
            return;
        }
        channel.suspendReads();
        reader.whole(content.toByteArray());
    }

    /** Forgets what was read, and gives its room back. */
    void release() {
        budget.release(content.size());
        content.reset();
    }
}
