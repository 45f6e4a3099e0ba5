package io.culvert.admin;

import io.culvert.api.broker.Broker;
import io.culvert.api.broker.SessionInfo;
import io.culvert.api.ca.AuthorityOperations;
import io.culvert.api.ca.AuthorityStatus;
import io.culvert.api.transport.ListenerInfo;
import io.culvert.api.transport.Transport;
import io.culvert.api.transport.TunnelInfo;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The gateway in figures, as the shell's {@code culvert:info --json} has them.
 *
 * @param version of this bundle, and so of the gateway it came with
 * @param uptime of the process
 * @param broker {@code null} when it is not running
 * @param transport {@code null} when it is not running
 * @param authority {@code null} when it is not running
 * @param memory of the process
 */
record Snapshot(
        String version,
        Duration uptime,
        @Nullable BrokerFigures broker,
        @Nullable TransportFigures transport,
        @Nullable AuthorityStatus authority,
        Memory memory) {

    /** Sessions by state, and the number of authenticators. */
    record BrokerFigures(Map<SessionInfo.State, Long> sessions, int authenticators) {

        static BrokerFigures of(Broker broker) {
            return new BrokerFigures(sessions(broker), broker.authenticators().size());
        }

        static Map<SessionInfo.State, Long> sessions(Broker broker) {
            Map<SessionInfo.State, Long> sessions = new EnumMap<>(SessionInfo.State.class);
            for (SessionInfo.State state : SessionInfo.State.values()) {
                sessions.put(state, 0L);
            }
            broker.sessions().forEach(session -> sessions.merge(session.state(), 1L, Long::sum));
            return sessions;
        }
    }

    /** The number of tunnels, what they carry together, and the bound ports. */
    record TransportFigures(String node, int tunnels, long bytesPerSecond, List<ListenerInfo> listeners) {

        static TransportFigures of(Transport transport) {
            List<TunnelInfo> tunnels = transport.tunnels();
            long bytesPerSecond =
                    tunnels.stream().mapToLong(TunnelInfo::bytesPerSecond).sum();
            return new TransportFigures(transport.nodeId(), tunnels.size(), bytesPerSecond, transport.listeners());
        }
    }

    /** In bytes; {@code heapMax} is -1 when the heap has no limit. */
    record Memory(long heapUsed, long heapMax, long directUsed) {

        static Memory now() {
            MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
            long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                    .filter(pool -> pool.getName().equals("direct"))
                    .mapToLong(BufferPoolMXBean::getMemoryUsed)
                    .sum();
            return new Memory(heap.getUsed(), heap.getMax(), direct);
        }
    }

    static Snapshot of(Parts parts, String version) {
        Broker broker = parts.broker;
        Transport transport = parts.transport;
        AuthorityOperations authority = parts.authority;
        return new Snapshot(
                version,
                Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime()),
                broker == null ? null : BrokerFigures.of(broker),
                transport == null ? null : TransportFigures.of(transport),
                authority == null ? null : authority.status(),
                Memory.now());
    }
}
