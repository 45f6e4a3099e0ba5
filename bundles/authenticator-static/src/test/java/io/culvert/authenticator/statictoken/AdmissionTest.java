package io.culvert.authenticator.statictoken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ConfigurationReader;
import io.culvert.authenticator.statictoken.StaticTokenAuthenticatorTest.Keys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest {

    private static final ConfigurationReader FILE =
            new ConfigurationReader(Map.of("felix.fileinstall.filename", "file:/opt/culvert/etc/x.config"));

    @Test
    void saysThatThereIsNoToken() {
        assertThatThrownBy(() -> Admission.of(new Keys().config(), FILE))
                .isInstanceOf(BadConfigurationException.class)
                .hasMessage("there is no token, neither under .tokens nor under" + " tokens.sha256");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void refusesAnEmptyToken(String token) {
        assertThatThrownBy(() -> Admission.of(new Keys().tokens("good", token).config(), FILE))
                .hasMessage(".tokens[1]: is empty");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3cret-in-the-wrong-place",
                "1ec1c26b50d5d3c58d9583181af8076655fe00756bf7285940ba3670f99fcba",
                "1ec1c26b50d5d3c58d9583181af8076655fe00756bf7285940ba3670f99fcba00",
                "1ec1c26b50d5d3c58d9583181af8076655fe00756bf7285940ba3670f99fcbag",
                "1ec1c26b50d5d3c58d9583181af8076655fe00756bf7285940ba3670f99fcba ",
            })
    void refusesWhatIsNoDigestWithoutRepeatingIt(String digest) {
        assertThatThrownBy(() -> Admission.of(new Keys().sha256(digest).config(), FILE))
                .hasMessageContaining("tokens.sha256[0]: ")
                .hasMessageContaining(digest.length() + " characters that are not a SHA-256")
                .message()
                .doesNotContain(digest.strip());
    }

    @Test
    void refusesAnEmptyUuidAndAnEmptyName() {
        assertThatThrownBy(() ->
                        Admission.of(new Keys().tokens("s3cret").uuids("{}").config(), FILE))
                .hasMessageEndingWith("uuids[0]: is empty");
        assertThatThrownBy(
                        () -> Admission.of(new Keys().tokens("s3cret").named("").config(), FILE))
                .hasMessageEndingWith("name: is empty");
    }

    @Test
    void noticesThatTheFilesQuotesBecamePartOfTheValues() {
        assertThatThrownBy(
                        () -> Admission.of(new Keys().tokens("[ \"s3cret\" ]").config(), FILE))
                .hasMessageContaining(".tokens[0]: begins with a quote or bracket")
                .message()
                .doesNotContain("s3cret");
        assertThatThrownBy(() -> Admission.of(
                        new Keys().named("\"home\"").tokens("s3cret").config(), FILE))
                .hasMessageContaining("name: begins with a quote or bracket");
    }

    @Test
    void takesATokenFromAFile(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "s3cret\n");
        assertThat(Admission.of(new Keys().tokens("file:" + file).config(), FILE)
                        .knows("s3cret"))
                .isTrue();
        assertThatThrownBy(() ->
                        Admission.of(new Keys().tokens("file:" + file + ".not").config(), FILE))
                .hasMessage(".tokens[0] = file:" + file + ".not: there is no such file");
    }

    @Test
    void holdsNoTokenInClear() throws Exception {
        assertThat(Admission.of(new Keys().tokens("s3cret").config(), FILE).toString())
                .doesNotContain("s3cret");
    }
}
