package io.culvert.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {

    private final List<byte[]> pings = new ArrayList<>();

    private FrameReader reader(String hex) {
        return new FrameReader(new ByteArrayInputStream(HexFormat.of().parseHex(hex.replace(" ", ""))), pings::add);
    }

    private static String readAll(FrameReader reader) throws IOException {
        StringBuilder read = new StringBuilder();
        byte[] chunk = new byte[7];
        for (int n = reader.read(chunk, 0, 7); n >= 0; n = reader.read(chunk, 0, 7)) {
            read.append(HexFormat.of().formatHex(chunk, 0, n));
        }
        return read.toString();
    }

    @Test
    void messagesOfEveryKindAreOneStream() throws IOException {
        // Text, binary, an empty message, a fragmented one with a ping inside, Close without a code.
        FrameReader reader = reader("8101 61 8202 6263 8200 0101 64 8902 7071 8001 65 8800");
        assertThat(readAll(reader)).isEqualTo("6162636465");
        assertThat(pings).containsExactly(new byte[] {0x70, 0x71});
        assertThat(reader.close()).isEqualTo(new CloseFrame(1005, ""));
    }

    @Test
    void longLengthsAreUnderstood() throws IOException {
        assertThat(readAll(reader("827e0003 616263 827f0000000000000001 64 8805 03e8 627965")))
                .isEqualTo("61626364");
    }

    @Test
    void aReadTakesWhatHasArrivedButNotTheEnd() throws IOException {
        FrameReader reader = reader("8101 61 8101 62 8a00 8101 63 880203e9");
        byte[] target = new byte[100];
        // The third frame's head is followed by too few bytes to know that a longer one would be there.
        int count = reader.read(target, 0, 100);
        assertThat(count).isBetween(1, 3);
        assertThat(reader.close()).isNull();
    }

    @Test
    void aFrameLargerThanAnyMemoryBeginsToFlowAtOnce() throws IOException {
        InputStream head = new ByteArrayInputStream(HexFormat.of().parseHex("827f7fffffffffffffff616263"));
        byte[] target = new byte[100_000];
        assertThat(new FrameReader(head, pings::add).read(target, 0, target.length))
                .isEqualTo(3);
    }

    @Test
    void anEndWithoutACloseFrameIsNoEnd() throws IOException {
        FrameReader reader = reader("820561");
        assertThat(reader.read(new byte[10], 0, 10)).isEqualTo(1);
        assertThatThrownBy(() -> reader.read(new byte[10], 0, 10)).isInstanceOf(EOFException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c100", // reserved bit
                "8180", // masked by a server
                "8000", // continuation of nothing
                "0101618101", // new message inside another
                "827fffffffffffffffff", // length of 64 bits
                "8300", // undefined opcode
                "0900", // fragmented ping
                "897e007e", // too long a ping
                "880103" // half a close code
            })
    void brokenFramesAreRefused(String hex) {
        FrameReader reader = reader(hex);
        assertThatThrownBy(() -> readAll(reader))
                .isInstanceOfSatisfying(
                        CulvertException.class, e -> assertThat(e.kind()).isEqualTo(CulvertException.Kind.PROTOCOL));
    }
}
