package io.culvert.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.api.ca.AuthorityOperations.RevocationTarget;
import io.culvert.api.ca.RevocationReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegisterDamageTest {

    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final UUID DEVICE = new UUID(1, 2);

    private Path folder;
    private Path file;
    private TemplateCertificates templates;

    @BeforeEach
    void twoCertificates(@TempDir Path temporary) throws Exception {
        folder = temporary;
        file = folder.resolve("register");
        templates = TemplateCertificates.make();
        try (Register register = Register.open(new DurableFiles(), file)) {
            issue(register, 1);
            issue(register, 2);
        }
    }

    private void issue(Register register, long number) throws Exception {
        assertThat(register.issued(
                        TemplateCertificates.info(number, DEVICE, "alice", NOW.plusSeconds(60)),
                        templates.certificate(number)))
                .isEmpty();
    }

    private void append(byte[] content, byte[] tail) throws IOException {
        byte[] all = Arrays.copyOf(content, content.length + tail.length);
        System.arraycopy(tail, 0, all, content.length, tail.length);
        Files.write(file, all);
    }

    @Test
    void aLineThatIsNotWholeDoesNotCountWhereverItEnds() throws Exception {
        byte[] whole = Files.readAllBytes(file);
        byte[] third = RegisterLine.of(
                RegisterEvent.Issued.of(
                        TemplateCertificates.info(3, DEVICE, "alice", NOW),
                        templates.certificate(3).getPublicKey()),
                templates.der(3, 3));
        for (int length = 1; length < third.length; length += 7) {
            append(whole, Arrays.copyOf(third, length));
            try (Register register = Register.open(new DurableFiles(), file)) {
                assertThat(register.counts(NOW).issued()).isEqualTo(2);
                issue(register, 4);
            }
            try (Register register = Register.open(new DurableFiles(), file)) {
                assertThat(register.exists(TemplateCertificates.serial(3))).isFalse();
                assertThat(register.certificate(TemplateCertificates.serial(4))).isPresent();
            }
            Files.write(file, whole);
        }
    }

    @Test
    void whatAPowerFailureLeavesOfALineDoesNotCount() throws Exception {
        byte[] whole = Files.readAllBytes(file);
        for (String tail :
                List.of("\0\0\0\0", "\0\0\0\0MIIB\n", "\0\0\n\0\0\0A\n\0", "issued 3a\0\n", "\0".repeat(200_000))) {
            append(whole, tail.getBytes(StandardCharsets.US_ASCII));
            try (Register register = Register.open(new DurableFiles(), file)) {
                assertThat(register.counts(NOW).issued()).isEqualTo(2);
                issue(register, 3);
            }
            assertThat(Files.readString(file)).doesNotContain("\0").hasLineCount(4);
            Files.write(file, whole);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "issued",
                "issued 4a 1 2 3",
                "ISSUED 4a",
                "",
                "issued zz 1 1 1 0-0-0-0-0 00 alice AAAA",
                "revoked x unspecified 40",
                "revoked 1 never 40000000000000000000000000000001",
                "revoked 1 unspecified 4f",
                "revoked 1 unspecified 40000000000000000000000000000001 more",
                "blocked-device 1 unspecified lamp",
                "blocked-identity 1 unspecified a%2",
                "owner 00000000-0000-0001-0000-000000000002 mallory",
                "forgotten many"
            })
    void aDamagedLineIsNamed(String damaged) throws Exception {
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        lines.add(2, damaged);
        Files.write(file, lines);
        byte[] before = Files.readAllBytes(file);

        assertThatThrownBy(() -> Register.open(new DurableFiles(), file))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("line 3");
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void aSerialNumberThatIsThereTwiceIsDamage() throws Exception {
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        lines.add(lines.get(1));
        Files.write(file, lines);
        assertThatThrownBy(() -> Register.open(new DurableFiles(), file))
                .hasMessageContaining("line 4")
                .hasMessageContaining(TemplateCertificates.serial(1));
    }

    @Test
    void aCertificateThatLostItsEndIsDamage() throws Exception {
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        lines.set(1, lines.get(1).substring(0, lines.get(1).length() - 3));
        Files.write(file, lines);
        assertThatThrownBy(() -> Register.open(new DurableFiles(), file)).hasMessageContaining("line 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "culvert-register 2\n", "culvert-register", "PK\3\4 what is this\n"})
    void anotherFileIsLeftAlone(String content) throws Exception {
        Files.writeString(file, content);
        assertThatThrownBy(() -> Register.open(new DurableFiles(), file))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("culvert-register 1");
        assertThat(file).hasContent(content);
    }

    /** The disk fails at a step, of writing or of forcing: nothing has changed, and it goes on afterwards. */
    @ParameterizedTest
    @ValueSource(strings = {"register write", "register force"})
    void whatCouldNotBeWrittenIsNowhere(String step) throws Exception {
        boolean[] fails = {false};
        DurableFiles files = new DurableFiles(before -> {
            if (fails[0] && before.equals(step)) {
                throw new IOException("No space left on device");
            }
        });
        byte[] whole = Files.readAllBytes(file);
        try (Register register = Register.open(files, file)) {
            fails[0] = true;
            assertThatThrownBy(() -> issue(register, 3))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("No space left on device");
            assertThatThrownBy(() -> register.revoke(
                            new RevocationTarget.Device(DEVICE.toString()), NOW, RevocationReason.UNSPECIFIED))
                    .isInstanceOf(IOException.class);
            assertThat(file).hasBinaryContent(whole);
            assertThat(register.exists(TemplateCertificates.serial(3))).isFalse();
            assertThat(register.isBlocked(DEVICE, "alice")).isFalse();
            assertThat(register.counts(NOW).revoked()).isZero();
            fails[0] = false;
            issue(register, 3);
            assertThat(register.certificate(TemplateCertificates.serial(3))).contains(templates.certificate(3));
        }
        try (Register register = Register.open(files, file)) {
            assertThat(register.counts(NOW).issued()).isEqualTo(3);
        }
    }

    @Test
    void aCompactionThatFailsLeavesEverythingAsItWas() throws Exception {
        for (String step : List.of("register create", "register write", "register force", "register rename")) {
            boolean[] fails = {false};
            DurableFiles files = new DurableFiles(before -> {
                if (fails[0] && before.equals(step)) {
                    throw new IOException("No space left on device");
                }
            });
            byte[] whole = Files.readAllBytes(file);
            try (Register register = Register.open(files, file)) {
                fails[0] = true;
                assertThatThrownBy(() -> register.compact(NOW.plusSeconds(600), java.time.Duration.ZERO))
                        .as(step)
                        .isInstanceOf(IOException.class);
                fails[0] = false;
                assertThat(file).hasBinaryContent(whole);
                issue(register, 3);
            }
            Files.write(file, whole);
            assertThat(folder).isDirectoryNotContaining("glob:**/.*.tmp");
        }
    }
}
