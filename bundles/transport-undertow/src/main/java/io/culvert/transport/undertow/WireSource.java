package io.culvert.transport.undertow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.xnio.Buffers;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitReadableByteChannel;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.StreamSourceConduit;

/** A wire as Undertow's HTTP parser wants to read it. Used by the I/O thread only. */
final class WireSource extends AbstractStreamSourceConduit<StreamSourceConduit> {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Wire wire;
    private final IoBuffers io;
    private boolean detached;

    /** Decrypted, and more than the last reader had room for. */
    private ByteBuffer rest = NOTHING;

    WireSource(Wire wire, IoBuffers io) {
        super(wire.in);
        this.wire = wire;
        this.io = io;
    }

    /** From now on whatever happens to the HTTP connection does not concern the wire. */
    void detach() {
        detached = true;
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        if (!rest.hasRemaining()) {
            int count = wire.read(io);
            if (count == 0) {
                return wire.inputEnded() ? -1 : 0;
            }
            ByteBuffer plain = io.plain.duplicate().flip().position(IoBuffers.HEADROOM);
            int taken = Buffers.copy(dst, plain);
            rest = plain.hasRemaining()
                    ? ByteBuffer.allocate(plain.remaining()).put(plain).flip()
                    : NOTHING;
            return taken;
        }
        int taken = Buffers.copy(dst, rest);
        if (!rest.hasRemaining()) {
            rest = NOTHING;
        }
        return taken;
    }

    @Override
    public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            if (dsts[i].hasRemaining()) {
                return read(dsts[i]);
            }
        }
        return 0;
    }

    @Override
    public long transferTo(long position, long count, FileChannel target) throws IOException {
        return target.transferFrom(new ConduitReadableByteChannel(this), position, count);
    }

    @Override
    public long transferTo(long count, ByteBuffer throughBuffer, StreamSinkChannel target) throws IOException {
        return Conduits.transfer(this, count, throughBuffer, target);
    }

    @Override
    public void resumeReads() {
        if (rest.hasRemaining()) {
            super.wakeupReads();
        } else {
            super.resumeReads();
        }
    }

    @Override
    public boolean isReadShutdown() {
        return !rest.hasRemaining() && wire.inputEnded();
    }

    @Override
    public void terminateReads() throws IOException {
        if (!detached) {
            super.terminateReads();
        }
    }
}
