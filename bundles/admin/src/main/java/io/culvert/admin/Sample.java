package io.culvert.admin;

import io.culvert.api.broker.Broker;
import io.culvert.api.broker.SessionInfo;
import io.culvert.api.transport.ListenerInfo;
import io.culvert.api.transport.Transport;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The gateway at one moment. What a part that is not running would tell is {@code null}.
 *
 * @param time when
 * @param tunnels standing ones
 * @param sessions by state
 * @param connections of all listeners
 * @param bytesPerSecond payload of all tunnels, both ways
 * @param accepted peers let in, per second since the sample before
 * @param rejected peers turned away, per second
 * @param failed peers turned away because an authenticator failed or was late, per second
 * @param heapUsed bytes
 * @param heapMax bytes; -1 without a limit
 * @param directUsed bytes
 */
record Sample(
        Instant time,
        @Nullable Integer tunnels,
        @Nullable Map<SessionInfo.State, Long> sessions,
        @Nullable Integer connections,
        @Nullable Long bytesPerSecond,
        double accepted,
        double rejected,
        double failed,
        long heapUsed,
        long heapMax,
        long directUsed) {

    static Sample of(Parts parts, Instant now, Decisions.Rates rates) {
        Broker broker = parts.broker;
        Transport transport = parts.transport;
        Snapshot.TransportFigures figures = transport == null ? null : Snapshot.TransportFigures.of(transport);
        Snapshot.Memory memory = Snapshot.Memory.now();
        return new Sample(
                now,
                figures == null ? null : figures.tunnels(),
                broker == null ? null : Snapshot.BrokerFigures.sessions(broker),
                figures == null
                        ? null
                        : figures.listeners().stream()
                                .mapToInt(ListenerInfo::connections)
                                .sum(),
                figures == null ? null : figures.bytesPerSecond(),
                rates.accepted(),
                rates.rejected(),
                rates.failed(),
                memory.heapUsed(),
                memory.heapMax(),
                memory.directUsed());
    }
}
