package io.culvert.ca;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.ca.AuthorityOperations.CertificateQuery;
import io.culvert.api.ca.CertificateInfo;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With 100 000 certificates. What it measures is printed, and not judged. */
class RegisterScaleTest {

    private static final int MANY = 100_000;
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    private static UUID device(long number) {
        return new UUID(0x0f8e3c1a00004000L, 0x8000000000000000L + number);
    }

    /** Ten devices each. */
    private static String identity(long number) {
        return "customer-" + number / 10 + "@example.org";
    }

    private static CertificateInfo info(long number) {
        return TemplateCertificates.info(
                number,
                device(number),
                identity(number),
                NOW.plus(Duration.ofDays(29)).plusSeconds(number));
    }

    private static void fill(Path file, TemplateCertificates templates) throws IOException, GeneralSecurityException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            out.write(RegisterLine.HEADER.getBytes(StandardCharsets.US_ASCII));
            for (int number = 0; number < MANY; number++) {
                CertificateInfo info = info(number);
                byte[] der = templates.der(number, number);
                out.write(RegisterLine.of(
                        new RegisterEvent.Issued(
                                info.serial(),
                                1,
                                info.notBefore().getEpochSecond(),
                                info.notAfter().getEpochSecond(),
                                device(number),
                                new KeyDigest(number, number, number, number),
                                info.identity()),
                        der));
            }
        }
    }

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static void figure(String what) {
        System.out.println("FIGURE " + what);
    }

    private static double millis(long since) {
        return (System.nanoTime() - since) / 1e6;
    }

    @Test
    void hundredThousandCertificatesAreReadAndFound(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("register");
        TemplateCertificates templates = TemplateCertificates.make();
        fill(file, templates);
        figure("register: %d certificates, %.1f MB, %d bytes of DER each"
                .formatted(MANY, Files.size(file) / 1e6, templates.template().length));
        long heapBefore = heap();
        for (int i = 0; i < 3; i++) {
            long start = System.nanoTime();
            long processor = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            Register.open(new DurableFiles(), file).close();
            figure("opening: %.0f ms, %.0f of them on the processor"
                    .formatted(
                            millis(start),
                            (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - processor) / 1e6));
        }
        try (Register register = Register.open(new DurableFiles(), file)) {
            figure("index: %.1f MB of heap".formatted((heap() - heapBefore) / 1e6));
            assertThat(register.counts(NOW).active()).isEqualTo(MANY);

            long start = System.nanoTime();
            assertThat(register.find(CertificateQuery.all(50), NOW)
                            .certificates()
                            .get(0))
                    .isEqualTo(info(MANY - 1));
            figure("finding all: %.1f ms".formatted(millis(start)));
            start = System.nanoTime();
            assertThat(register.find(text("customer-77@"), NOW).total()).isEqualTo(10);
            figure("finding a text: %.1f ms".formatted(millis(start)));
            start = System.nanoTime();
            assertThat(register.find(device(4711).toString()).isEmpty()).isTrue();
            assertThat(register.find(
                                    new CertificateQuery(null, device(4711).toString(), null, null, null, false, 0, 9),
                                    NOW)
                            .certificates())
                    .containsExactly(info(4711));
            figure("finding a device: %.3f ms".formatted(millis(start)));
            start = System.nanoTime();
            assertThat(register.certificate(TemplateCertificates.serial(4711))).contains(templates.certificate(4711));
            figure("reading a certificate: %.2f ms".formatted(millis(start)));
            start = System.nanoTime();
            assertThat(register.counts(NOW).issued()).isEqualTo(MANY);
            figure("counting: %.1f ms".formatted(millis(start)));

            appendOne(register, templates, file);
            figure("appending, one thread: %.0f a second".formatted(appendMany(register, templates, 1)));
            figure("appending, two threads: %.0f a second".formatted(appendMany(register, templates, 2)));
            figure("appending, eight threads: %.0f a second".formatted(appendMany(register, templates, 8)));

            start = System.nanoTime();
            int dropped = register.compact(NOW.plus(Duration.ofDays(400)), Duration.ofDays(90));
            figure("compaction: %d dropped in %.0f ms".formatted(dropped, millis(start)));
            assertThat(register.counts(NOW).issued()).isGreaterThan(MANY);
            assertThat(register.owner(device(4711))).contains(identity(4711));
        }
    }

    private static CertificateQuery text(String text) {
        return new CertificateQuery(text, null, null, null, null, false, 0, 50);
    }

    private static void appendOne(Register register, TemplateCertificates templates, Path file) throws Exception {
        long before = Files.size(file);
        Object inode = Files.getAttribute(file, "unix:ino");
        assertThat(register.issued(info(MANY), templates.certificate(MANY))).isEmpty();
        assertThat(Files.size(file) - before).isBetween(1L, 4096L);
        assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(inode);
    }

    private static double appendMany(Register register, TemplateCertificates templates, int threads) throws Exception {
        int each = 500;
        Thread[] all = new Thread[threads];
        long base = register.counts(NOW).issued() + MANY;
        long start = System.nanoTime();
        for (int thread = 0; thread < threads; thread++) {
            long first = base + (long) thread * each;
            all[thread] = new Thread(() -> append(register, templates, first, each));
            all[thread].start();
        }
        for (Thread thread : all) {
            thread.join();
        }
        double perSecond = threads * each / (millis(start) / 1000);
        for (long number = base; number < base + (long) threads * each; number++) {
            assertThat(register.exists(TemplateCertificates.serial(number))).isTrue();
        }
        return perSecond;
    }

    private static void append(Register register, TemplateCertificates templates, long first, int count) {
        try {
            for (long number = first; number < first + count; number++) {
                register.issued(info(number), templates.certificate(number));
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
