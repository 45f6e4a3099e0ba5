package io.culvert.itests.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the kernel knows: memory of processes, and bytes on their way through sockets. */
final class Kernel {

    private Kernel() {}

    /** Resident memory of a process (bytes). */
    static long residentMemory(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findAny()
                .orElseThrow();
    }

    /**
     * Bytes in the buffers of all TCP sockets between two local ports: sent and not yet acknowledged, received and not
     * yet read. An acknowledged byte is no longer in the sender's buffer, so none is counted twice while nothing moves.
     */
    static long buffered(int port, int otherPort) throws IOException {
        long total = 0;
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] columns = line.trim().split("\\s+");
                if (between(columns, port, otherPort) || between(columns, otherPort, port)) {
                    // tx_queue:rx_queue, eight digits each
                    total += Long.parseLong(columns[4], 0, 8, 16) + Long.parseLong(columns[4], 9, 17, 16);
                }
            }
        }
        return total;
    }

    private static boolean between(String[] columns, int local, int remote) {
        return columns[1].endsWith(":%04X".formatted(local)) && columns[2].endsWith(":%04X".formatted(remote));
    }
}
