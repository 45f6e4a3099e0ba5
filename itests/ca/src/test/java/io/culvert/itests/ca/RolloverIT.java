package io.culvert.itests.ca;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.client.Identity;
import io.culvert.itests.gateway.GatewayProcess;
import io.culvert.itests.gateway.GatewayShell;
import io.culvert.itests.peers.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The authority is renewed twice while everybody is at work, and nobody notices. */
@Timeout(600)
class RolloverIT {

    private static final int TUNNELS = 50;
    private static final int RENEWING = 50;

    @TempDir
    private Path folder = Path.of("");

    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong exchanged = new AtomicLong();
    private final AtomicLong renewed = new AtomicLong();

    @Test
    void fiftyTunnelsAndFiftyRenewingDevicesGoOnThroughTwoRenewals() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start("rollover", RolloverIT::prepare)) {
            GatewayShell shell = GatewayShell.of(gateway);
            Path oldRoots = Files.copy(Device.authority(gateway), folder.resolve("old.pem"));
            Device left = Device.enrolled(gateway, folder.resolve("left"));
            Device right = Device.enrolled(gateway, folder.resolve("right"));
            List<Device> renewing = new ArrayList<>();
            for (int i = 0; i < RENEWING; i++) {
                renewing.add(Device.enrolled(gateway, folder.resolve("renewing-" + i)));
            }
            List<Meeting> meetings = new ArrayList<>();
            ExecutorService threads = Executors.newCachedThreadPool();
            try {
                for (int i = 0; i < TUNNELS; i++) {
                    meetings.add(Meeting.of(left, right, "tunnel " + i));
                }
                meetings.forEach(meeting -> threads.execute(() -> talk(meeting)));
                renewing.forEach(device -> threads.execute(() -> renewAgainAndAgain(device)));
                renewTheAuthority(shell, 2);
                renewTheAuthority(shell, 3);
                // Whoever knows only the first root meets whoever knows all of them.
                try (Meeting late = Meeting.of(left, renewing.get(0), "late")) {
                    late.exchange("hello".getBytes(StandardCharsets.UTF_8));
                }
                Device newcomer = Device.enrolled(gateway, folder.resolve("newcomer"));
                assertThat(newcomer.identity().roots()).hasSize(3);
                Files.copy(oldRoots, folder.resolve("only-old.pem"));
                over.set(true);
                threads.shutdown();
                assertThat(threads.awaitTermination(120, TimeUnit.SECONDS)).isTrue();
            } finally {
                over.set(true);
                meetings.forEach(Meeting::close);
                threads.shutdownNow();
            }
            assertThat(failures).isEmpty();
            for (Device device : renewing) {
                Identity now = device.identity();
                assertThat(now.certificate().getIssuerX500Principal().getName()).endsWith("G3");
                assertThat(now.roots()).hasSize(3);
            }
            System.out.println("RolloverIT: " + exchanged + " exchanges, " + renewed + " renewals, no failure");
            assertThat(gateway.log()).doesNotContain("ERROR");
        }
    }

    /** Two processors for a hundred devices: nobody is to be told that it is too slow, or too often there. */
    private static void prepare(Path etc, int tls) throws IOException {
        Files.writeString(etc.resolve("io.culvert.ca.cfg"), "limit.per.hour = 1000000\nlimit.certificates = 1000000\n");
        Files.writeString(
                etc.resolve("io.culvert.transport.undertow.cfg"), "node.id = itest\nhandshake.timeout = 60\n");
        Files.writeString(
                etc.resolve("io.culvert.broker.cfg"),
                "alone.timeout = 60\ninactive.timeout = 60\njsonrpc.timeout = 60\ninactive.limit = 120\n");
    }

    private void renewTheAuthority(GatewayShell shell, int number) throws Exception {
        awaitProgress();
        assertThat(Json.object(shell.execute("culvert:ca-renew --json"))).isNotEmpty();
        Object status = Json.object(shell.execute("culvert:ca --json")).get("generations");
        assertThat(String.valueOf(status)).contains("number=" + number);
        awaitProgress();
    }

    /** Every device and every tunnel has done something once more. */
    private void awaitProgress() throws InterruptedException {
        long exchanges = exchanged.get() + TUNNELS;
        long renewals = renewed.get() + RENEWING;
        CountDownLatch never = new CountDownLatch(1);
        while (failures.isEmpty() && (exchanged.get() < exchanges || renewed.get() < renewals)) {
            boolean unused = never.await(50, TimeUnit.MILLISECONDS);
        }
    }

    private void talk(Meeting meeting) {
        byte[] message = new byte[1000];
        try {
            while (!over.get()) {
                meeting.exchange(message);
                exchanged.incrementAndGet();
            }
        } catch (Exception e) {
            failures.add(e);
        }
    }

    private void renewAgainAndAgain(Device device) {
        try {
            do {
                device.renew();
                renewed.incrementAndGet();
            } while (!over.get());
            device.renew(); // with the last generation
        } catch (Exception e) {
            failures.add(e);
        }
    }
}
