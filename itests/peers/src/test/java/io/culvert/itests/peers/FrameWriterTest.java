package io.culvert.itests.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameWriterTest {

    @ParameterizedTest
    @CsvSource({"0,2", "1,2", "125,2", "126,4", "65535,4", "65536,10", "131071,10", "131072,10", "500001,10"})
    void masksFramesOfEveryLength(int length, int keyAt) throws IOException {
        byte[] payload = new byte[length];
        new Random(length).nextBytes(payload);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new FrameWriter(out).write(Frame.whole(Frame.BINARY, length), payload, 0, length);

        byte[] frame = out.toByteArray();
        byte[] key = Arrays.copyOfRange(frame, keyAt, keyAt + 4);
        byte[] unmasked = Arrays.copyOfRange(frame, keyAt + 4, frame.length);
        for (int i = 0; i < unmasked.length; i++) {
            unmasked[i] ^= key[i & 3];
        }
        assertThat(unmasked).isEqualTo(payload);
        assertThat(frame[1] & 0x80).isEqualTo(0x80);
        assertThat(lengthOf(frame)).isEqualTo(length);
    }

    private static long lengthOf(byte[] frame) {
        int form = frame[1] & 0x7F;
        ByteBuffer head = ByteBuffer.wrap(frame);
        return form == 126 ? head.getChar(2) : form == 127 ? head.getLong(2) : form;
    }
}
