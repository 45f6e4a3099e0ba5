package io.culvert.authenticator.http;

import static io.culvert.authenticator.http.Peers.ask;
import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.AuthResult.Accepted;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What it takes, and that it gives it back. */
@Timeout(300)
class ResourcesTest {

    private static final String YES = "{\"valid\":true,\"subject\":\"alice\"}";
    /** How the names of the threads of the JDK's HTTP clients begin. */
    private static final String CLIENTS = "HttpClient-";

    private static final int QUESTIONS = 10_000;
    private static final int AT_ONCE = 16;
    private static final long HEAP_MARGIN = 8 << 20;
    /** For what the collector ends: a machine that has much to do collects late. */
    private static final long COLLECTED_SECONDS = 90;

    @Test
    void oneConnectionIsUsedAgainAndAgain() {
        try (TestService service = TestService.answering(YES)) {
            HttpAuthenticator authenticator = Keys.of(service.url()).start();
            for (int i = 0; i < 100; i++) {
                assertThat(ask(authenticator, "token-" + i)).isEqualTo(new Accepted("alice"));
            }
            assertThat(service.questions).hasSize(100);
            assertThat(service.clientPorts).as("connections").hasSizeLessThan(5);
        }
    }

    @Test
    void tenThousandQuestionsLeaveNothingBehind() throws Exception {
        try (TestService service = TestService.answering(YES)) {
            HttpAuthenticator authenticator = Keys.of(service.url()).start();
            askMany(authenticator, service, QUESTIONS / 10); // until everything is loaded and compiled
            long heap = heap();
            long files = files();
            long threads = threads("");

            long start = System.nanoTime();
            askMany(authenticator, service, QUESTIONS);
            Duration took = Duration.ofNanos(System.nanoTime() - start);

            System.out.printf(
                    "RATE: %d questions by HTTPS, %d at once, in %d ms: %d a second; %d connections%n",
                    QUESTIONS,
                    AT_ONCE,
                    took.toMillis(),
                    QUESTIONS * 1000L / took.toMillis(),
                    service.clientPorts.size());
            await("heap below its mark", () -> heap() <= heap + HEAP_MARGIN);
            await("files below their mark", () -> files() <= files + AT_ONCE);
            await("threads below their mark", () -> threads("") <= threads + AT_ONCE);
            assertThat(threads("culvert-authenticator-http")).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void twoHundredConfigurationsLeaveNothingBehind() {
        long before = threads(CLIENTS); // of other tests
        try (TestService service = TestService.answering(YES)) {
            Keys keys = Keys.of(service.url());
            HttpAuthenticator authenticator = keys.start();
            for (int i = 0; i < 200; i++) {
                assertThat(ask(authenticator, "token-" + i)).isEqualTo(new Accepted("alice"));
                authenticator.modified(keys.config(), keys.properties());
            }
            assertThat(ask(authenticator, "the last")).isEqualTo(new Accepted("alice"));
            awaitThreads(before + 1); // of the client in use
            authenticator.deactivated();
            awaitThreads(before);
            assertThat(ask(keys.start(), "as if new")).isEqualTo(new Accepted("alice"));
        }
    }

    static void awaitThreads(long clients) {
        await(clients + " clients with a thread", () -> threads(CLIENTS) <= clients);
        await("no thread without work", () -> threads("culvert-authenticator-http") == 0);
    }

    /** Always so many at a time. */
    private static void askMany(HttpAuthenticator authenticator, TestService service, int questions) throws Exception {
        ArrayDeque<CompletableFuture<AuthResult>> open = new ArrayDeque<>();
        for (int i = 0; i < questions; i++) {
            if (open.size() == AT_ONCE) {
                check(open.remove());
            }
            open.add(authenticator.authenticate(Peers.with("token-" + i)).toCompletableFuture());
        }
        for (CompletableFuture<AuthResult> each : open) {
            check(each);
        }
        assertThat(service.questions).hasSize(questions);
        service.questions.clear();
    }

    private static void check(CompletableFuture<AuthResult> answer) throws Exception {
        assertThat(answer.get(Peers.PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(new Accepted("alice"));
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long files() {
        String[] files = new File("/proc/self/fd").list();
        return files == null ? 0 : files.length;
    }

    private static long threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .count();
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(COLLECTED_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waiting in vain for " + what).isLessThan(deadline);
            System.gc(); // ends what nobody refers to
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }
}
