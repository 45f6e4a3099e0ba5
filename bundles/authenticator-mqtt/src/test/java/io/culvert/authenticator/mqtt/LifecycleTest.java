package io.culvert.authenticator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.auth.AuthResult.Accepted;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must not grow. */
@Timeout(300)
class LifecycleTest {

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread ->
                        thread.getName().startsWith("MQTT") || thread.getName().startsWith("culvert-mqtt"))
                .count();
    }

    private static long descriptors() throws Exception {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    private static long memory() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "3.1.1"})
    void fiftyChangesLeaveNoThreadAndNoDescriptorBehind(String protocol, @TempDir Path folder) throws Exception {
        long others = threads(); // of other tests
        try (Mosquitto broker = Mosquitto.start(folder)) {
            try (Gateway gateway = Gateway.connected(broker, Map.of("protocol", protocol))) {
                long threads = threads();
                long descriptors = descriptors();
                for (int i = 0; i < 50; i++) {
                    gateway.change(Map.of("leeway", i));
                    if (i % 3 == 0) { // the others are closed while they connect
                        broker.publish("issuer", "culvert/tokens/" + i, token(i), "-r");
                        gateway.awaitAnswer("t" + i, Accepted.class);
                    }
                }
                gateway.change(Map.of("leeway", 50));
                broker.publish("issuer", "culvert/tokens/last", token(50), "-r");
                gateway.awaitAnswer("t50", Accepted.class);
                assertThat(gateway.known()).isEqualTo(18);
                Await.until("no more threads than before", () -> threads() <= threads);
                assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 2);
            }
            Await.until("no threads", () -> threads() <= others);
        }
    }

    private static String token(int number) {
        return "{\"token\":\"t" + number + "\",\"expires\":4070908800}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "3.1.1"})
    void tenThousandAnswersInARowCostNothingThatStays(String protocol, @TempDir Path folder) throws Exception {
        int count = 10_000;
        try (Mosquitto broker = Mosquitto.start(folder);
                Gateway gateway = Gateway.connected(broker, Map.of("protocol", protocol))) {
            broker.publish("issuer", "culvert/tokens/a", token(1));
            gateway.awaitAnswer("t1", Accepted.class);
            for (int i = 0; i < count; i++) {
                gateway.ask("t" + i); // warm
            }
            long threads = threads();
            long descriptors = descriptors();
            long memory = memory();
            long begun = System.nanoTime();
            int accepted = 0;
            for (int i = 0; i < count; i++) {
                accepted += gateway.ask(i % 2 == 0 ? "t1" : "unknown" + i) instanceof Accepted ? 1 : 0;
            }
            Duration lasted = Duration.ofNanos(System.nanoTime() - begun);
            System.out.printf(
                    "MQTT %s: %d authentications in %d ms, %d a second on one thread%n",
                    protocol, count, lasted.toMillis(), count * 1000L / Math.max(1, lasted.toMillis()));
            assertThat(accepted).isEqualTo(count / 2);
            assertThat(gateway.known()).isEqualTo(1);
            assertThat(threads()).isLessThanOrEqualTo(threads);
            assertThat(descriptors()).isLessThanOrEqualTo(descriptors);
            assertThat(memory()).isLessThan(memory + 2_000_000);
        }
    }
}
