package io.culvert.authenticator.jwt;

import static io.culvert.authenticator.jwt.Fixture.ask;
import static io.culvert.authenticator.jwt.Fixture.claims;
import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.auth.AuthResult.Accepted;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Many tokens one after the other leave nothing behind. */
class EnduranceTest {

    private static final int TOKENS = 10_000;
    private static final int WARM_UP = 500;
    private static final long MOST_GROWTH = 4 << 20;
    private static final int MOST_NEW_DESCRIPTORS = 5;

    static Stream<IssuerKey> keys() {
        return Stream.of(
                IssuerKey.rsa("RS256", "rsa"),
                IssuerKey.ec("ES256", "ec", "secp256r1"),
                IssuerKey.edwards("ed", "Ed25519"));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void growsNeitherInMemoryNorThreadsNorDescriptors(IssuerKey key, @TempDir Path folder) throws IOException {
        JwtAuthenticator authenticator =
                Fixture.file(folder.resolve("jwks.json"), IssuerKey.jwks(key)).authenticator();
        String[] tokens = new String[100];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = key.token(claims().text("sub", "peer-" + i));
        }
        authenticate(authenticator, tokens, WARM_UP);
        long heap = usedHeap();
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        long descriptors = descriptors();

        long start = System.nanoTime();
        authenticate(authenticator, tokens, TOKENS);
        double seconds = (System.nanoTime() - start) / 1e9;

        System.out.printf(Locale.ROOT, "%s: %.0f tokens per second and thread%n", key.alg(), TOKENS / seconds);
        assertThat(usedHeap() - heap).as("bytes on the heap").isLessThan(MOST_GROWTH);
        assertThat(ManagementFactory.getThreadMXBean().getThreadCount())
                .as("threads")
                .isLessThanOrEqualTo(threads);
        assertThat(descriptors() - descriptors).as("descriptors").isLessThanOrEqualTo(MOST_NEW_DESCRIPTORS);
    }

    private static void authenticate(JwtAuthenticator authenticator, String[] tokens, int times) {
        for (int i = 0; i < times; i++) {
            int n = i % tokens.length;
            assertThat(ask(authenticator, tokens[n])).isEqualTo(new Accepted("peer-" + n));
        }
    }

    private static long usedHeap() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            memory.gc();
            least = Math.min(least, memory.getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    private static long descriptors() throws IOException {
        Path open = Path.of("/proc/self/fd");
        if (!Files.isDirectory(open)) {
            return 0; // not Linux: nothing to count
        }
        try (Stream<Path> all = Files.list(open)) {
            return all.count();
        }
    }
}
