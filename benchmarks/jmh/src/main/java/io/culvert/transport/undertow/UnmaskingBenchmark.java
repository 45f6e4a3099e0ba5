package io.culvert.transport.undertow;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What unmasking one payload costs, where it lies and moved to the front by the four bytes of the mask. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {"-XX:+UseSerialGC"})
public class UnmaskingBenchmark {

    private static final int FRONT = 16;
    private static final int MASK = 4;

    @Param({"64", "1024", "16384", "65536"})
    private int length;

    private final byte[] bytes = new byte[FRONT + 65536];

    @Benchmark
    public byte[] inPlace() {
        Masking.unmask(bytes, FRONT, FRONT, length, 0x12345678);
        return bytes;
    }

    @Benchmark
    public byte[] moved() {
        Masking.unmask(bytes, FRONT, FRONT - MASK, length, 0x12345678);
        return bytes;
    }
}
