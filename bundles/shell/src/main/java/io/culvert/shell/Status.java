package io.culvert.shell;

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
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The gateway in figures.
 *
 * @param version of this bundle, and so of the gateway it came with
 * @param uptime of the process
 * @param broker {@code null} when the broker is not running
 * @param transport {@code null} when the transport is not running
 * @param authority {@code null} when the certificate authority is not running
 * @param memory of the process
 */
record Status(
        String version,
        Duration uptime,
        @Nullable BrokerStatus broker,
        @Nullable TransportStatus transport,
        @Nullable AuthorityStatus authority,
        Memory memory) {

    /** Sessions by state, the number of authenticators, and until when tunnels may go on while it drains. */
    record BrokerStatus(
            Map<SessionInfo.State, Long> sessions,
            int authenticators,
            @Nullable Instant drainsUntil) {

        static BrokerStatus of(Broker broker) {
            Map<SessionInfo.State, Long> sessions = new EnumMap<>(SessionInfo.State.class);
            for (SessionInfo.State state : SessionInfo.State.values()) {
                sessions.put(state, 0L);
            }
            broker.sessions().forEach(session -> sessions.merge(session.state(), 1L, Long::sum));
            return new BrokerStatus(sessions, broker.authenticators().size(), broker.drainsUntil());
        }
    }

    /** The number of tunnels, what they carry together, and the bound ports. */
    record TransportStatus(String node, int tunnels, long bytesPerSecond, List<ListenerInfo> listeners) {

        static TransportStatus of(Transport transport) {
            List<TunnelInfo> tunnels = transport.tunnels();
            long bytesPerSecond =
                    tunnels.stream().mapToLong(TunnelInfo::bytesPerSecond).sum();
            return new TransportStatus(transport.nodeId(), tunnels.size(), bytesPerSecond, transport.listeners());
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

    static Status of(Gateway gateway) {
        Broker broker = gateway.find(Broker.class);
        Transport transport = gateway.find(Transport.class);
        AuthorityOperations authority = gateway.find(AuthorityOperations.class);
        return new Status(
                gateway.context().getBundle().getVersion().toString(),
                Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime()),
                broker == null ? null : BrokerStatus.of(broker),
                transport == null ? null : TransportStatus.of(transport),
                authority == null ? null : authority.status(),
                Memory.now());
    }
}
