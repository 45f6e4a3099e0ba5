package io.culvert.transport.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against the JDK's own decoder. */
class Utf8CheckTest {

    private enum Verdict {
        WHOLE,
        UNFINISHED,
        WRONG
    }

    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private final Utf8Check check = new Utf8Check();
    private final Random random = new Random(13);

    private Verdict expected(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CoderResult result = decoder.reset().decode(in, CharBuffer.allocate(bytes.length + 1), false);
        if (result.isError()) {
            return Verdict.WRONG;
        }
        if (!in.hasRemaining()) {
            return Verdict.WHOLE;
        }
        // The decoder is in no hurry: what no byte can complete is wrong already.
        return canBeCompleted(bytes, 0x80) || canBeCompleted(bytes, 0xBF) ? Verdict.UNFINISHED : Verdict.WRONG;
    }

    private boolean canBeCompleted(byte[] bytes, int with) {
        for (int missing = 1; missing <= 3; missing++) {
            byte[] longer = Arrays.copyOf(bytes, bytes.length + missing);
            Arrays.fill(longer, bytes.length, longer.length, (byte) with);
            ByteBuffer in = ByteBuffer.wrap(longer);
            if (!decoder.reset()
                    .decode(in, CharBuffer.allocate(longer.length + 1), true)
                    .isError()) {
                return true;
            }
        }
        return false;
    }

    /** What the check says when the text comes in two pieces. */
    private Verdict actual(byte[] bytes, int cut) {
        check.reset();
        boolean good = check.accept(bytes, 0, cut) && check.accept(bytes, cut, bytes.length);
        return !good ? Verdict.WRONG : check.complete() ? Verdict.WHOLE : Verdict.UNFINISHED;
    }

    private void compare(byte[] bytes, int cut) {
        Verdict expected = expected(bytes);
        if (actual(bytes, cut) != expected) {
            assertThat(actual(bytes, cut))
                    .as(ByteBuffer.wrap(bytes) + " cut at " + cut)
                    .isEqualTo(expected);
        }
    }

    @Test
    void allSequencesOfUpToThreeBytesAreJudgedLikeTheJdkDoes() {
        for (int a = 0; a < 256; a++) {
            compare(new byte[] {(byte) a}, 0);
            for (int b = 0; b < 256; b++) {
                compare(new byte[] {(byte) a, (byte) b}, 1);
                for (int c = 0; c < 256; c++) {
                    compare(new byte[] {(byte) a, (byte) b, (byte) c}, (a + b + c) % 4);
                }
            }
        }
    }

    @Test
    void textWithRandomErrorsIsJudgedLikeTheJdkDoesWhereverItIsCut() {
        for (int round = 0; round < 200_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(24); i > 0; i--) {
                text.appendCodePoint(randomCodePoint());
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            if (bytes.length > 0 && random.nextBoolean()) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            byte[] part = Arrays.copyOf(bytes, bytes.length - random.nextInt(Math.min(4, bytes.length + 1)));
            compare(part, random.nextInt(part.length + 1));
        }
    }

    private int randomCodePoint() {
        int codePoint =
                switch (random.nextInt(4)) {
                    case 0 -> random.nextInt(0x80);
                    case 1 -> random.nextInt(0x800);
                    case 2 -> random.nextInt(0x10000);
                    default -> random.nextInt(0x110000);
                };
        return codePoint >= 0xD800 && codePoint < 0xE000 ? 'x' : codePoint;
    }

    @Test
    void theUnfinishedEndIsWhatIsMissingFromAWholeText() {
        for (int round = 0; round < 100_000; round++) {
            byte[] bytes = ("x" + new String(Character.toChars(randomCodePoint()))).getBytes(StandardCharsets.UTF_8);
            int length = 1 + random.nextInt(bytes.length);
            check.reset();
            assertThat(check.accept(bytes, 0, length)).isTrue();
            int expected = length == bytes.length ? 0 : length - 1;
            assertThat(check.unfinished(bytes, 0, length)).isEqualTo(expected);
        }
    }
}
