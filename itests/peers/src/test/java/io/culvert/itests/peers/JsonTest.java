package io.culvert.itests.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void readsEveryKindOfValue() {
        assertThat(Json.object(" {\"a\" : [1, -2.5e3, true, false, {}, []], \"b\":\"\\u00fc\\n\\\"\"} "))
                .isEqualTo(Map.of(
                        "a",
                        List.of(1L, new BigDecimal("-2.5e3"), true, false, Map.of(), List.of()),
                        "b",
                        "\u00fc\n\""));
        assertThat(Json.value("null")).isNull();
    }

    @Test
    void readsWhatItQuotes() {
        String text = "a\"b\\c\u0001\n\u00fc";
        assertThat(Json.value(Json.quote(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "{}{}", "{\"a\":1,}", "{\"a\":1,\"a\":2}", "[01]", "[1 2]", "nul", "\"\t\"", "{a:1}"})
    void refuses(String text) {
        assertThatExceptionOfType(ProtocolViolation.class).isThrownBy(() -> Json.value(text));
    }
}
