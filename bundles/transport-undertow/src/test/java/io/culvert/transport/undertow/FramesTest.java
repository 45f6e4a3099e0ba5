package io.culvert.transport.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.transport.CloseReason;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {

    @ParameterizedTest
    @CsvSource({
        "0,                    8200",
        "125,                  827D",
        "126,                  827E007E",
        "65535,                827EFFFF",
        "65536,                827F0000000000010000",
        "9223372036854775807,  827F7FFFFFFFFFFFFFFF"
    })
    void theLengthHasTheShortestForm(long length, String head) {
        byte[] bytes = new byte[Frames.headLength(length) + 2];
        Frames.writeHead(bytes, 1, Frames.FIN | Frames.BINARY, length);
        assertThat(bytes).asHexString().isEqualTo("00" + head + "00");
    }

    @Test
    void aCloseFrameHoldsCodeAndText() {
        assertThat(Frames.close(new CloseReason(1000, "ab"))).containsExactly(0x88, 4, 0x03, 0xE8, 'a', 'b');
        String longest = "x".repeat(500);
        byte[] frame = Frames.close(new CloseReason(4999, longest));
        assertThat(frame).hasSize(2 + 125);
        assertThat(new String(frame, 4, 123, StandardCharsets.US_ASCII)).isEqualTo("x".repeat(123));
    }

    @ParameterizedTest
    @ValueSource(ints = {CloseReason.NO_CODE, CloseReason.ABNORMAL})
    void aCodeThatIsNotToBeSentIsNotSent(int code) {
        assertThat(Frames.close(new CloseReason(code, "lost"))).containsExactly(0x88, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999})
    void codesForClientsMayBeReceived(int code) {
        assertThat(Frames.mayBeReceived(code)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535})
    void othersMayNot(int code) {
        assertThat(Frames.mayBeReceived(code)).isFalse();
    }
}
