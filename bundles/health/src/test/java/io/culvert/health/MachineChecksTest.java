package io.culvert.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.MemoryUsage;
import java.nio.file.Path;
import java.util.List;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checks of what the gateway runs on. */
class MachineChecksTest {

    private static void check(HealthCheck check, Status status, String message) {
        Result result = check.execute();
        assertThat(result.getStatus()).as(result.toString()).isEqualTo(status);
        assertThat(result.iterator().next().getMessage()).contains(message);
    }

    @ParameterizedTest
    @CsvSource({"512, OK", "511, WARN", "64, WARN", "63, CRITICAL", "0, CRITICAL"})
    void thereHasToBeRoomOnTheDisk(long mebibytes, Status status) {
        check(
                new DiskCheck(Path.of("/var/lib/culvert"), () -> mebibytes << 20),
                status,
                mebibytes + " MiB are free where the state directory is, /var/lib/culvert.");
    }

    @Test
    void aDiskThatCannotBeReadIsCritical() {
        check(
                new DiskCheck(Path.of("/gone"), () -> {
                    throw new IOException("Input/output error");
                }),
                Status.CRITICAL,
                "/gone cannot be read: Input/output error");
    }

    @ParameterizedTest
    @CsvSource({"79, OK", "80, WARN", "94, WARN", "95, CRITICAL"})
    void theFullestPartOfTheHeapCounts(long percent, Status status) {
        check(
                new MemoryCheck(() -> List.of(new MemoryUsage(0, 99, 100, -1), usage(10), usage(percent))),
                status,
                "After the last collection " + percent + " % of the heap");
    }

    private static MemoryUsage usage(long percent) {
        return new MemoryUsage(0, percent, 100, 100);
    }

    @ParameterizedTest
    @CsvSource({"799, OK", "800, WARN", "949, WARN", "950, CRITICAL"})
    void thereHaveToBeFileDescriptors(long open, Status status) {
        check(
                new FilesCheck(name -> name.equals("OpenFileDescriptorCount") ? open : 1000),
                status,
                open + " of 1000 file descriptors");
    }

    @Test
    void aSystemThatDoesNotCountDescriptorsIsWell() {
        check(new FilesCheck(name -> -1), Status.OK, "does not count");
    }

    @Test
    void theMachineItselfCanBeAsked() {
        assertThat(List.of(new DiskCheck(), new MemoryCheck(), new FilesCheck()))
                .allSatisfy(check -> assertThat(check.execute().getStatus()).isNotNull());
        check(new FilesCheck(), Status.OK, " file descriptors are in use");
    }
}
