package io.culvert.transport.undertow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.ConduitWritableByteChannel;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.StreamSinkConduit;

/** A wire as Undertow's HTTP responses want to be written to it. Used by the I/O thread only. */
final class WireSink extends AbstractStreamSinkConduit<StreamSinkConduit> {

    private static final int CHUNK = 16 * 1024;

    private final Wire wire;
    private final IoBuffers io;
    private boolean detached;

    WireSink(Wire wire, IoBuffers io) {
        super(wire.out);
        this.wire = wire;
        this.io = io;
    }

    /** From now on whatever happens to the HTTP connection does not concern the wire. */
    void detach() {
        detached = true;
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        if (!wire.flush()) {
            return 0;
        }
        byte[] chunk = new byte[Math.min(CHUNK, src.remaining())];
        src.get(chunk);
        wire.write(chunk, 0, chunk.length, io);
        return chunk.length;
    }

    @Override
    public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
        long total = 0;
        for (int i = offset; i < offset + length; i++) {
            while (srcs[i].hasRemaining()) {
                int count = write(srcs[i]);
                if (count == 0) {
                    return total;
                }
                total += count;
            }
        }
        return total;
    }

    @Override
    public int writeFinal(ByteBuffer src) throws IOException {
        return Conduits.writeFinalBasic(this, src);
    }

    @Override
    public long writeFinal(ByteBuffer[] srcs, int offset, int length) throws IOException {
        return Conduits.writeFinalBasic(this, srcs, offset, length);
    }

    @Override
    public long transferFrom(FileChannel src, long position, long count) throws IOException {
        return src.transferTo(position, count, new ConduitWritableByteChannel(this));
    }

    @Override
    public long transferFrom(StreamSourceChannel source, long count, ByteBuffer throughBuffer) throws IOException {
        return Conduits.transfer(source, count, throughBuffer, this);
    }

    @Override
    public boolean flush() throws IOException {
        return wire.flush();
    }

    @Override
    public boolean isWriteShutdown() {
        return wire.outputShutdownRequested();
    }

    @Override
    public void terminateWrites() throws IOException {
        if (!detached) {
            wire.shutdownOutput(true);
        }
    }

    @Override
    public void truncateWrites() throws IOException {
        terminateWrites();
    }
}
