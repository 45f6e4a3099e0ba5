package io.culvert.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.api.auth.Limits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationReaderTest {

    private enum Side {
        LEFT_HAND,
        RIGHT_HAND
    }

    private final ConfigurationReader reader = new ConfigurationReader(Map.of("port", "http"));

    @Test
    void namesTheFileAndWhereThereIsNoneThePid() {
        assertThat(new ConfigurationReader(Map.of("service.pid", "x", "felix.fileinstall.filename", "file:/x"))
                        .origin())
                .isEqualTo("file:/x");
        assertThat(new ConfigurationReader(Map.of("service.pid", "x~home")).origin())
                .isEqualTo("x~home");
    }

    @Test
    void saysWhichNumbersAreAllowed() throws Exception {
        assertThat(reader.seconds("time", () -> 3, 1, 3)).isEqualTo(Duration.ofSeconds(3));
        assertThatThrownBy(() -> reader.number("time", () -> 4, 1, 3))
                .isInstanceOf(BadConfigurationException.class)
                .hasMessage("time = 4: must be a whole number between 1 and 3");
        assertThatThrownBy(() -> reader.number("port", () -> Integer.parseInt("http"), 0, 65535))
                .hasMessage("port = http: must be a whole number between 0 and 65535");
    }

    @Test
    void readsLimits() throws Exception {
        assertThat(reader.limits(() -> 1, () -> 2, () -> 3)).isEqualTo(new Limits(1, 2, Duration.ofSeconds(3)));
        assertThatThrownBy(() -> reader.limits(() -> 1, () -> -2, () -> 3))
                .hasMessageStartingWith("limit.bytes.per.second = -2: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "example.org", "http://example.org", "https://", "https:/x", "https://a b"})
    void refusesWhatIsNoHttpsUrl(String url) {
        assertThatThrownBy(() -> reader.uri("url", url, "https"))
                .isInstanceOf(BadConfigurationException.class)
                .hasMessageStartingWith("url");
    }

    @Test
    void readsUrlsAndConstants() throws Exception {
        assertThat(reader.uri("url", " https://example.org/x ", "http", "https"))
                .hasToString("https://example.org/x");
        assertThat(reader.oneOf("side", "left-hand", Side.class)).isEqualTo(Side.LEFT_HAND);
        assertThatThrownBy(() -> reader.oneOf("side", "LEFT_HAND", Side.class))
                .hasMessage("side = LEFT_HAND: must be one of left-hand, right-hand");
    }

    @Test
    void findsASecretInAFileAndInTheEnvironment(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), "s3 cret\r\n");
        assertThat(Secret.of(".secret", "file:" + file).text()).isEqualTo("s3 cret");
        assertThat(Secret.of(".secret", "env:PATH").text()).isEqualTo(System.getenv("PATH"));
        assertThat(Secret.of(".secret", "s3cret").text()).isEqualTo("s3cret");
        assertThat(Secret.of(".secret", "")).isEqualTo(Secret.NONE);
    }

    @Test
    void saysWhereASecretIsNot(@TempDir Path folder) {
        assertThatThrownBy(() -> Secret.of(".secret", "file:" + folder.resolve("none")))
                .hasMessageEndingWith("there is no such file");
        assertThatThrownBy(() -> Secret.of(".secret", "env:CULVERT_NO_SUCH"))
                .hasMessage(".secret = env:CULVERT_NO_SUCH: the gateway's environment has no such variable");
    }

    @Test
    void aSecretDoesNotShow() throws Exception {
        assertThat(Secret.of(".secret", "s3cret")).hasToString("***").isNotEqualTo(Secret.NONE);
        assertThat(new ClientTls("", Secret.of(".secret", "s3cret"), "", "").toString())
                .doesNotContain("s3cret");
    }

    @Test
    void saysWhichTlsFileCannotBeUsed(@TempDir Path folder) throws Exception {
        String none = folder.resolve("none.pem").toString();
        assertThatThrownBy(() -> new ClientTls(none, Secret.NONE, "", "").context())
                .hasMessage("ca = " + none + ": there is no such file");
        assertThatThrownBy(() -> new ClientTls("", Secret.NONE, none, "").context())
                .hasMessageStartingWith("certificate and certificate.key belong together");
        String empty = Files.createFile(folder.resolve("empty")).toString();
        assertThatThrownBy(() -> new ClientTls(empty, Secret.NONE, "", "").context())
                .hasMessageStartingWith("ca = " + empty + ": ");
    }
}
