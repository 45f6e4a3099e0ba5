package io.culvert.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.api.ca.AuthorityStatus.Phase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenerationFileTest {

    private static List<Generation> generations;

    private Path file;
    private GenerationFile generationFile;

    @BeforeAll
    static void makeGenerations() throws GeneralSecurityException {
        X509Certificate first = TemplateCertificates.root("CN=Culvert D2D CA G1", TemplateCertificates.ecKey());
        X509Certificate second = TemplateCertificates.root("CN=Culvert D2D CA G2", TemplateCertificates.ecKey());
        X509Certificate root = TemplateCertificates.root("CN=Firma Grün", TemplateCertificates.ecKey());
        generations = List.of(
                new Generation(1, Phase.SUPERSEDED, "file", "g1", first, List.of(), List.of(), false),
                new Generation(
                        2, Phase.ACTIVE, "pkcs11", "g2-\u00fc", second, List.of(root), List.of(first, root), true));
    }

    @BeforeEach
    void write(@TempDir Path folder) throws Exception {
        file = folder.resolve("generations.json");
        generationFile = new GenerationFile(new DurableFiles(), file);
        generationFile.write(generations);
    }

    @Test
    void whatWasWrittenIsRead() throws Exception {
        assertThat(generationFile.read()).isEqualTo(generations);
        generationFile.write(List.of());
        assertThat(generationFile.read()).isEmpty();
    }

    @Test
    void thereIsNoneBeforeTheFirst() throws Exception {
        Files.delete(file);
        assertThat(generationFile.read()).isEmpty();
    }

    @Test
    void whatCannotBeReadIsSaid() throws Exception {
        Files.delete(file);
        Files.createDirectory(file);
        assertThatThrownBy(generationFile::read)
                .isInstanceOf(java.io.IOException.class)
                .hasMessageContaining(file + " cannot be read: Is a directory");
    }

    @Test
    void opensslReadsACertificateOutOfIt() throws Exception {
        String pem = Files.readString(file).replaceAll("(?s).*?\"certificate\" : \"([^\"]*)\".*", "$1");
        Path certificate = Files.writeString(file.resolveSibling("one.pem"), pem.replace("\\n", "\n"));
        assertThat(ExternalCommand.succeed("openssl", "x509", "-in", certificate, "-noout", "-subject"))
                .contains("Culvert D2D CA G1");
    }

    @Test
    void whatALaterVersionAddsIsIgnored() throws Exception {
        String text = Files.readString(file);
        Files.writeString(
                file,
                text.replace("\"number\" : 1,", "\"number\" : 1, \"new\" : {\"number\": [7, {\"phase\": 1}]},")
                        .replaceFirst("\\{", "{ \"newer\" : [ { } ], \"newest\" : \"x\","));
        assertThat(generationFile.read()).isEqualTo(generations);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"number\" : 2|\"number\" : 1|generation 1 is there twice",
                "\"number\" : 2|\"number\" : \"2\"|\"number\" of the generation in place 2",
                "\"number\" : 2|\"number\" : 99999999999|is not JSON",
                "\"number\" : 2|\"number\" : 2, \"number\" : 3|is not JSON",
                "\"active\"|\"asleep\"|\"phase\" of the generation in place 2 is none of",
                "\"keyName\" : \"g1\"|\"keyName\" : null|\"keyName\" of the generation in place 1",
                "\"keys\"|\"other\"|\"keys\" of the generation in place 1",
                "\"path\" : [ ]|\"path\" : {}|\"path\" of the generation in place 1",
                "\"links\" : [ ]|\"links\" : [ 7 ]|\"links\" of the generation in place 1",
                "\"imported\" : false|\"imported\" : 0|\"imported\" of the generation in place 1",
                "-----BEGIN CERTIFICATE-----|-----BEGIN CERTIFICATE----|\"certificate\" of the generation in place 1",
                "MII|AII|\"certificate\" of the generation in place 1",
                "\"generations\"|\"generation\"|it has no list \"generations\"",
                "}|}, 5|something in \"generations\" is no object"
            })
    void damageIsSaid(String what, String becomes, String message) throws Exception {
        String text = Files.readString(file);
        assertThat(text).contains(what);
        Files.writeString(file, text.replaceFirst(java.util.regex.Pattern.quote(what), becomes));
        assertDamaged(message);
    }

    @Test
    void aFileThatIsCutIsDamagedWhereverItIsCut() throws Exception {
        String text = Files.readString(file).stripTrailing();
        for (int length = 0; length < text.length(); length += 13) {
            Files.writeString(file, text.substring(0, length));
            assertDamaged("");
        }
        Files.writeString(file, text + "{}");
        assertDamaged("something comes after");
        Files.writeString(file, "[]");
        assertDamaged("it holds no JSON object");
        Files.write(file, new byte[1000]);
        assertDamaged("is not JSON");
    }

    private void assertDamaged(String message) {
        assertThatThrownBy(generationFile::read)
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
    }
}
