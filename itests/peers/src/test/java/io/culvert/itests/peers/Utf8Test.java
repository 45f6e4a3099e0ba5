package io.culvert.itests.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "7f", "c280", "dfbf", "e0a080", "ed9fbf", "ee8080", "f0908080", "f48fbfbf"})
    void accepts(String hex) {
        assertThat(valid(hex)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "c0af",
                "c1bf",
                "c2",
                "c27f",
                "e09fbf",
                "eda080",
                "edbfbf",
                "f08fbfbf",
                "f4908080",
                "f5",
                "e282"
            })
    void refuses(String hex) {
        assertThat(valid(hex)).isFalse();
    }

    private static boolean valid(String hex) {
        Utf8 utf8 = new Utf8();
        for (byte b : HexFormat.of().parseHex(hex)) {
            if (!utf8.accept(new byte[] {b}, 0, 1)) {
                return false;
            }
        }
        return utf8.complete();
    }
}
