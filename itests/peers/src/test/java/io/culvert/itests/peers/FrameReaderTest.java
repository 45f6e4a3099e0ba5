package io.culvert.itests.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameReaderTest {

    @Test
    void readsFragmentsWithControlFramesBetween() throws IOException {
        FrameReader reader = reader("0102 c3bc 8900 8001 21");
        assertThat(reader.next()).isEqualTo(new Frame(false, 0, Frame.TEXT, 2));
        reader.wholePayload();
        assertThat(reader.next()).isEqualTo(Frame.whole(Frame.PING, 0));
        assertThat(reader.next()).isEqualTo(Frame.whole(Frame.CONTINUATION, 1));
        assertThat(reader.wholePayload()).containsExactly('!');
        assertThat(reader.text()).isTrue();
        assertThatExceptionOfType(EOFException.class).isThrownBy(reader::next);
    }

    @Test
    void letsACharacterSpanTwoFragments() throws IOException {
        FrameReader reader = reader("0101 c3 8001 bc");
        drain(reader);
        assertThat(reader.text()).isTrue();
    }

    @Test
    void readsLongLengths() throws IOException {
        assertThat(reader("827e 0100").next().length()).isEqualTo(256);
        assertThat(reader("827f 7fffffffffffffff").next().length()).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource({
        "8281 00000000 41, a masked frame",
        "c201 41,          reserved bits",
        "8301 41,          unknown data frame",
        "8b00,             unknown control frame",
        "0900,             a fragmented control frame",
        "897e 007e,        a long control frame",
        "8001 41,          nothing to continue",
        "0200 8201 41,     a message inside a message",
        "827e 007d,        not in the shortest form",
        "827f 000000000000ffff, not in the shortest form",
        "8101 ff,          not UTF-8",
        "8101 c3,          ends inside a character",
        "0101 c3 8000,     ends inside a character",
        "827e 01,          ended inside the head",
    })
    void refuses(String stream, String complaint) {
        assertThatExceptionOfType(ProtocolViolation.class)
                .isThrownBy(() -> drain(reader(stream)))
                .withMessageContaining(complaint);
    }

    @Test
    void tellsWhenTheConnectionEndsInsideAFrame() throws IOException {
        FrameReader reader = reader("8202 41");
        reader.next();
        assertThatExceptionOfType(EOFException.class).isThrownBy(reader::wholePayload);
    }

    private static void drain(FrameReader reader) throws IOException {
        try {
            while (true) {
                reader.next();
                reader.wholePayload();
            }
        } catch (EOFException e) {
            return;
        }
    }

    private static FrameReader reader(String stream) {
        return new FrameReader(new ByteArrayInputStream(HexFormat.of().parseHex(stream.replace(" ", ""))));
    }
}
