package io.culvert.transport.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MaskingTest {

    private static final byte[] MASK = {(byte) 0x81, 0x22, (byte) 0xF3, 0x44};
    private static final int KEY = Integer.reverseBytes(ByteBuffer.wrap(MASK).getInt());

    @Test
    void everyLengthAtEveryPlaceMovedByEveryDistanceIsUnmasked() {
        byte[] plain = new byte[200];
        new Random(11).nextBytes(plain);
        for (int length = 0; length <= 100; length++) {
            for (int to = 8; to < 16; to++) {
                for (int distance = 0; distance <= 14; distance++) {
                    byte[] bytes = plain.clone();
                    int from = to + distance;
                    byte[] before = bytes.clone();
                    for (int i = 0; i < length; i++) {
                        bytes[from + i] = (byte) (plain[i] ^ MASK[i & 3]);
                    }
                    byte[] behind = bytes.clone();
                    Masking.unmask(bytes, from, to, length, KEY);
                    assertThat(ByteBuffer.wrap(bytes, to, length)).isEqualTo(ByteBuffer.wrap(plain, 0, length));
                    assertThat(ByteBuffer.wrap(bytes, 0, to)).isEqualTo(ByteBuffer.wrap(before, 0, to));
                    assertThat(ByteBuffer.wrap(bytes, to + length, 200 - to - length))
                            .isEqualTo(ByteBuffer.wrap(behind, to + length, 200 - to - length));
                }
            }
        }
    }

    @Test
    void theKeyGoesOnWhereTheLastPieceEnded() {
        for (int length = 0; length < 9; length++) {
            int turned = Masking.turn(KEY, length);
            for (int i = 0; i < 4; i++) {
                assertThat((byte) (turned >>> (8 * i))).isEqualTo(MASK[(length + i) & 3]);
            }
        }
    }
}
