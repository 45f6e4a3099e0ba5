package io.culvert.itests.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.culvert.client.CulvertException;
import io.culvert.client.Identity;
import io.culvert.itests.gateway.Command;
import io.culvert.itests.gateway.GatewayProcess;
import io.culvert.itests.gateway.GatewayShell;
import io.culvert.itests.peers.Await;
import io.culvert.itests.peers.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A full disk, a kill: the authority says so, or goes on where it was, and the gateway relays. */
@Timeout(300)
class TroubleIT {

    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    @Test
    void whenTheDiskIsFullNothingIsIssuedAndEverythingIsRelayed(@TempDir Path folder) throws Exception {
        assumeThat(Files.getOwner(Path.of("/proc/self")).getName())
                .as("only root may mount a small disk")
                .isEqualTo("root");
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeThat(mounted(folder, disk)).as("a small disk can be mounted").isTrue();
        try (GatewayProcess gateway = GatewayProcess.start(
                "full", (etc, tls) -> Files.writeString(etc.resolve("io.culvert.ca.cfg"), "folder = " + disk + "\n"))) {
            GatewayShell shell = GatewayShell.of(gateway);
            Path roots = disk.resolve("ca.pem");
            Files.createDirectories(Device.authority(gateway).getParent());
            Files.copy(roots, Device.authority(gateway));
            Device left = Device.enrolled(gateway, folder.resolve("left"));
            Device right = Device.enrolled(gateway, folder.resolve("right"));
            try (Meeting standing = Meeting.of(left, right, "standing")) {
                Command.run(folder, "dd if=/dev/zero of=" + disk + "/filler bs=1k status=none || true");
                assertThatThrownBy(left::renew).isInstanceOfSatisfying(CulvertException.class, e -> assertThat(e.kind())
                        .isEqualTo(CulvertException.Kind.CERTIFICATE_DELAYED));
                assertThatThrownBy(() -> shell.execute("culvert:ca-renew -y"))
                        .hasMessageContaining("cannot be written");
                standing.exchange(HELLO);
                try (Meeting another = Meeting.of(left, right, "another")) {
                    another.exchange(HELLO);
                }
                Files.delete(disk.resolve("filler"));
                assertThat(left.renew().certificate()).isNotNull();
                shell.execute("culvert:ca-renew -y");
                standing.exchange(HELLO);
            }
        } finally {
            Command.run(folder, "umount -l " + disk);
        }
    }

    private static boolean mounted(Path folder, Path disk) throws Exception {
        return Command.run(folder, "mount -t tmpfs -o size=256k none " + disk + " && echo yes || true")
                .contains("yes");
    }

    @Test
    void whatWasGivenAwayIsStillKnownAfterAKill(@TempDir Path folder) throws Exception {
        Queue<String> given = new ConcurrentLinkedQueue<>();
        try (GatewayProcess gateway = GatewayProcess.start("killed")) {
            GatewayShell shell = GatewayShell.of(gateway);
            List<Thread> devices = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Device device = Device.enrolled(gateway, folder.resolve("device-" + i));
                devices.add(new Thread(() -> renewUntilItIsGone(device, given)));
            }
            devices.forEach(Thread::start);
            Await.until("some certificates", () -> given.size() >= 20);
            shell.execute("culvert:ca-renew -y");
            Await.until("some certificates more", () -> given.size() >= 60);
            gateway.kill();
            for (Thread device : devices) {
                device.join();
            }
            List<String> registered = registered(gateway);
            assertThat(registered).doesNotHaveDuplicates().containsAll(given);
            try (GatewayProcess again = gateway.startAgain()) {
                Object state = Json.object(GatewayShell.of(again).execute("culvert:ca --json"))
                        .get("state");
                assertThat(state).isEqualTo("VALID");
                Device survivor = new Device(again, folder.resolve("device-0"));
                assertThat(survivor.renew().certificate()).isNotNull();
            }
        }
    }

    /** The serial numbers of what was issued, in order. */
    private static List<String> registered(GatewayProcess gateway) throws IOException {
        Path register = gateway.state().resolve("server_maintenance/d2d/register");
        return Files.readAllLines(register).stream()
                .filter(line -> line.startsWith("issued "))
                .map(line -> line.split(" ", -1)[1])
                .toList();
    }

    private static void renewUntilItIsGone(Device device, Queue<String> given) {
        try {
            while (true) {
                Identity renewed = device.renew();
                given.add(renewed.certificate().getSerialNumber().toString(16));
            }
        } catch (CulvertException e) {
            // It was killed.
        }
    }
}
