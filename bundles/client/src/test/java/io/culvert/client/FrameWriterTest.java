package io.culvert.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameWriterTest {

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final FrameWriter writer = new FrameWriter(sent);

    @ParameterizedTest
    @CsvSource({"1,8281", "125,82fd", "126,82fe007e", "65535,82feffff", "65536,82ff0000000000010000"})
    void aMessageIsOneMaskedFrame(int length, String head) throws IOException {
        byte[] payload = new byte[length];
        new Random(length).nextBytes(payload);
        writer.message(FrameWriter.BINARY, payload, 0, length);
        byte[] frame = sent.toByteArray();
        int headLength = head.length() / 2;
        assertThat(HexFormat.of().formatHex(frame, 0, headLength)).isEqualTo(head);
        byte[] unmasked = Arrays.copyOfRange(frame, headLength + 4, frame.length);
        for (int i = 0; i < unmasked.length; i++) {
            unmasked[i] ^= frame[headLength + (i & 3)];
        }
        assertThat(unmasked).isEqualTo(payload);
    }

    @Test
    void longerDataBecomesSeveralMessages() throws IOException {
        writer.message(FrameWriter.BINARY, new byte[65_537], 0, 65_537);
        assertThat(sent.size()).isEqualTo(14 + 65_536 + 6 + 1);
    }

    @Test
    void eachFrameHasAKeyOfItsOwn() throws IOException {
        for (int i = 0; i < 300; i++) {
            writer.message(FrameWriter.BINARY, new byte[4], 0, 4);
        }
        byte[] frames = sent.toByteArray();
        assertThat(java.util.stream.IntStream.range(0, 300)
                        .mapToObj(i -> HexFormat.of().formatHex(frames, i * 10 + 2, i * 10 + 6))
                        .distinct())
                .hasSizeGreaterThan(295);
    }

    @Test
    void nothingFollowsTheCloseFrame() throws IOException {
        writer.close(1000, "");
        int size = sent.size();
        writer.close(1001, "again");
        writer.pong(new byte[0]);
        assertThat(sent.size()).isEqualTo(size);
        assertThatThrownBy(() -> writer.message(FrameWriter.BINARY, new byte[1], 0, 1))
                .isInstanceOf(IOException.class);
    }
}
