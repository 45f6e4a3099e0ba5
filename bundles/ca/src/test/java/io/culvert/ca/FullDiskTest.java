package io.culvert.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.AuthorityStatus.Phase;
import io.culvert.api.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real file system that is full, or cannot be written to. Needs root, to mount one. */
class FullDiskTest {

    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final UUID DEVICE = new UUID(1, 2);

    private Path disk;
    private TemplateCertificates templates;

    @BeforeEach
    void mount(@TempDir Path folder) throws Exception {
        templates = TemplateCertificates.make();
        disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(
                new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=128k", "culvert-test", disk.toString())
                                .redirectErrorStream(true)
                                .start()
                                .waitFor()
                        == 0,
                "skipped: a small file system cannot be mounted by this user");
    }

    @AfterEach
    void unmount() throws Exception {
        new ProcessBuilder("umount", disk.toString()).start().waitFor();
    }

    private void issue(Register register, long number) throws Exception {
        assertThat(register.issued(
                        TemplateCertificates.info(number, DEVICE, "alice", NOW.plusSeconds(60)),
                        templates.certificate(number)))
                .isEmpty();
    }

    private Path fill() throws IOException {
        Path filler = disk.resolve("filler");
        try (var out = Files.newOutputStream(filler)) {
            for (int i = 0; i < 1_000_000; i++) {
                out.write(0);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left on device");
        }
        return filler;
    }

    @Test
    void theRegisterStaysWholeWhenTheDiskIsFull() throws Exception {
        Path file = disk.resolve("register");
        long issued = 0;
        try (Register register = Register.open(new DurableFiles(), file)) {
            IOException full = null;
            while (full == null) {
                byte[] before = Files.readAllBytes(file);
                try {
                    issue(register, issued + 1);
                    issued++;
                } catch (IOException e) {
                    full = e;
                    assertThat(file).hasBinaryContent(before);
                }
            }
            assertThat(full).hasMessageContaining(file.toString()).hasMessageContaining("No space left on device");
            long lost = issued + 1;
            assertThatThrownBy(() -> issue(register, lost)).isInstanceOf(IOException.class);
            assertThat(register.exists(TemplateCertificates.serial(lost))).isFalse();
            assertThat(register.counts(NOW).issued()).isEqualTo(issued).isGreaterThan(50);
            assertThat(register.certificate(TemplateCertificates.serial(1))).contains(templates.certificate(1));
        }
        try (Register register = Register.open(new DurableFiles(), file)) {
            assertThat(register.counts(NOW).issued()).isEqualTo(issued);
        }
    }

    @Test
    void issuingGoesOnWhenThereIsRoomAgain() throws Exception {
        Path file = disk.resolve("register");
        try (Register register = Register.open(new DurableFiles(), file)) {
            issue(register, 1);
            Path filler = fill();
            for (int i = 0; i < 10; i++) { // the last page of the file may have room for some
                try {
                    issue(register, 100 + i);
                } catch (IOException e) {
                    assertThat(e).hasMessageContaining("No space left on device");
                }
            }
            Files.delete(filler);
            issue(register, 2);
            assertThat(register.certificate(TemplateCertificates.serial(2))).contains(templates.certificate(2));
        }
    }

    @Test
    void whatIsReplacedStaysAsItWas() throws Exception {
        DurableFiles files = new DurableFiles();
        KeyPair pair = TemplateCertificates.ecKey();
        X509Certificate root = TemplateCertificates.root("CN=Culvert D2D CA G1", pair);
        Generation first = new Generation(1, Phase.ACTIVE, "file", "g1", root, List.of(), List.of(), false);
        KeyFile keys = new KeyFile(files, disk, Secret.NONE);
        keys.adopt("g1", pair.getPrivate(), pair.getPublic());
        keys.keep("g1", List.of(root));
        GenerationFile generations = new GenerationFile(files, disk.resolve("generations.json"));
        generations.write(List.of(first));
        TrustFiles trust = new TrustFiles(files, disk);
        trust.writeRoots(List.of(first));
        byte[] jks = Files.readAllBytes(disk.resolve("ca.jks"));
        fill();

        PublicKey next = keys.create("g2", "EC-P256");
        assertThatThrownBy(() -> keys.keep("g2", List.of(templates.certificate(1, next))))
                .isInstanceOf(AuthorityException.class)
                .hasMessageContaining("ca.p12")
                .hasMessageContaining("No space left on device");
        assertThatThrownBy(() -> generations.write(List.of(first, first)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("generations.json");
        Generation second = new Generation(2, Phase.ACTIVE, "file", "g2", root, List.of(), List.of(), false);
        assertThatThrownBy(() -> trust.writeRoots(List.of(first, second))).isInstanceOf(IOException.class);

        assertThat(new KeyFile(files, disk, Secret.NONE).publicKey("g1")).isEqualTo(pair.getPublic());
        assertThat(generations.read()).containsExactly(first);
        assertThat(disk.resolve("ca.jks")).hasBinaryContent(jks);
        assertThat(disk).isDirectoryNotContaining("glob:**/.*.tmp");
    }

    @Test
    void aRegisterThatCannotBeWrittenToCanBeAsked() throws Exception {
        Path file = disk.resolve("register");
        try (Register register = Register.open(new DurableFiles(), file)) {
            issue(register, 1);
        }
        ExternalCommand.succeed("mount", "-o", "remount,ro", disk);
        try (Register register = Register.open(new DurableFiles(), file)) {
            assertThat(register.certificate(TemplateCertificates.serial(1))).isPresent();
            assertThatThrownBy(() -> issue(register, 2))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("Read-only file system");
            ExternalCommand.succeed("mount", "-o", "remount,rw", disk);
            issue(register, 2);
            assertThat(register.counts(NOW).issued()).isEqualTo(2);
        }
    }

    @Test
    void theAuditTrailSaysThatItIsFull() throws Exception {
        try (AuditTrail trail = AuditTrail.open(new DurableFiles(), disk.resolve("audit.log"), new Listeners())) {
            AuditEntry entry =
                    AuditEntry.of(NOW, AuditEntry.Event.ISSUED, "alice").because("x", "y".repeat(900));
            trail.record(entry);
            fill();
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 10; i++) {
                            trail.record(entry);
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("audit.log");
        }
        assertThat(AuditTrailTest.entries(disk.resolve("audit.log")))
                .isNotEmpty()
                .allSatisfy(entry -> assertThat(entry).containsEntry("who", "alice"));
    }
}
