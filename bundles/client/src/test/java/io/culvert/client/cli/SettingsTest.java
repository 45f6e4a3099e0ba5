package io.culvert.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

    @TempDir
    private Path folder = Path.of("");

    private Settings settings(String file, Map<String, String> environment) throws IOException {
        return Settings.of(Files.writeString(folder.resolve("culvert.env"), file), environment);
    }

    @Test
    void valuesMayBeQuotedAndExported() throws IOException {
        Settings settings = settings(
                "# a comment=1\nCULVERT_URL=wss://a:1\n export B = \"x y\" \nC='z'\nD=\"\nnothing\n", Map.of());
        assertThat(settings.value("CULVERT_URL")).contains("wss://a:1");
        assertThat(settings.value("B")).contains("x y");
        assertThat(settings.value("C")).contains("z");
        assertThat(settings.value("D")).contains("\"");
        assertThat(settings.value("nothing")).isEmpty();
    }

    @Test
    void theFileComesBeforeTheEnvironment() throws IOException {
        Settings settings = settings("A=file", Map.of("A", "environment", "B", "environment"));
        assertThat(settings.value("A")).contains("file");
        assertThat(settings.value("B")).contains("environment");
    }

    @Test
    void aRelativePathIsRelativeToTheFileItStandsIn() throws IOException {
        Settings settings = settings("CULVERT_CA=ca.pem", Map.of("CULVERT_TOKEN_FILE", "token"));
        assertThat(settings.path("CULVERT_CA")).contains(folder.resolve("ca.pem"));
        assertThat(settings.path("CULVERT_TOKEN_FILE")).contains(Path.of("token"));
    }

    @Test
    void aTokenOfANearerPlaceWins() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "from the file\n");
        Map<String, String> environment = Map.of("CULVERT_TOKEN", "from the environment");
        assertThat(Token.find(null, settings("CULVERT_TOKEN_FILE=token", environment))
                        .get())
                .isEqualTo("from the file");
        assertThat(Token.find(file, Settings.of(environment)).get()).isEqualTo("from the file");
        assertThat(Token.find(null, Settings.of(environment)).get()).isEqualTo("from the environment");
    }

    @Test
    void aTokenFileIsReadAgainForEachConnection() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "first");
        var token = Token.find(file, Settings.of(Map.of()));
        Files.writeString(file, "second\n");
        assertThat(token.get()).isEqualTo("second");
        Files.delete(file);
        assertThat(token.get()).isEqualTo("first");
    }

    @Test
    void aMissingTokenOrAnUnusableFileIsExplained() throws IOException {
        assertThatThrownBy(() -> Token.find(null, Settings.of(Map.of()))).hasMessageContaining("--token-file");
        Path lines = Files.writeString(folder.resolve("lines"), "one\ntwo\n");
        assertThatThrownBy(() -> Token.find(lines, Settings.of(Map.of())))
                .hasMessageContaining("one line")
                .hasMessageNotContaining("two");
        assertThatThrownBy(() -> Token.find(folder.resolve("none"), Settings.of(Map.of())))
                .hasMessageContaining("no such file");
    }
}
