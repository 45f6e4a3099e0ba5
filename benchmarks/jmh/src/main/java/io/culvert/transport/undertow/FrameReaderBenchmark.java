package io.culvert.transport.undertow;

import io.culvert.api.transport.CloseReason;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one read of 128 KiB full of frames costs between two peers. Reading destroys what it reads, so each starts with
 * a copy; {@link #copyOnly} is that part of it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {"-XX:+UseSerialGC"})
public class FrameReaderBenchmark {

    private static final int READ = 128 * 1024;
    private static final int KEY = 0x5A3C91E7;

    @Param({"64", "1024", "16384", "65536"})
    private int payload;

    @Param({"BINARY", "TEXT"})
    private String type = "BINARY";

    private final Sink sink = new Sink();
    private final FrameReader reader = new FrameReader(sink);
    private final byte[] template = new byte[IoBuffers.HEADROOM + READ];
    private final byte[] bytes = new byte[IoBuffers.HEADROOM + READ];
    private int end;

    @Setup
    public void fillWithWholeFrames() {
        ByteBuffer frames = ByteBuffer.wrap(template);
        frames.position(IoBuffers.HEADROOM);
        int head = Frames.headLength(payload);
        while (frames.remaining() >= head + Integer.BYTES + payload) {
            int start = frames.position();
            Frames.writeHead(
                    template, start, Frames.FIN | (type.equals("TEXT") ? Frames.TEXT : Frames.BINARY), payload);
            template[start + 1] |= (byte) 0x80;
            frames.position(start + head);
            frames.putInt(KEY);
            for (int i = 0; i < payload; i++) {
                frames.put((byte) ('a' ^ (KEY >>> (24 - 8 * (i & 3)))));
            }
        }
        end = frames.position();
    }

    @Benchmark
    public long relayed() {
        System.arraycopy(template, 0, bytes, 0, end);
        reader.read(bytes, IoBuffers.HEADROOM, end, FrameReader.Mode.FRAMES);
        return sink.relayed;
    }

    @Benchmark
    public byte[] copyOnly() {
        System.arraycopy(template, 0, bytes, 0, end);
        return bytes;
    }

    private static final class Sink implements FrameReader.Owner {

        private long relayed;

        @Override
        public void relay(byte[] bytes, int from, int to, int payload, boolean frameEnds) {
            relayed += payload;
        }

        @Override
        public void text(byte[] bytes, int from, int to) {
            throw new AssertionError("not in this mode");
        }

        @Override
        public void binary() {
            throw new AssertionError("not in this mode");
        }

        @Override
        public void ping(byte[] payload) {
            throw new AssertionError("there is none");
        }

        @Override
        public boolean saidGoodbyeWith(int code) {
            return false;
        }

        @Override
        public void closeFrame(CloseReason reason) {
            throw new AssertionError(reason.text());
        }

        @Override
        public void violation(CloseReason reason) {
            throw new AssertionError(reason.text());
        }
    }
}
