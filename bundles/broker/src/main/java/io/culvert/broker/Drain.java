package io.culvert.broker;

import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.Transport;
import io.culvert.api.transport.TunnelInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether peers are taken; and if not, the time that tunnels have left. */
final class Drain {

    /** For whoever comes meanwhile, or waits, or is still in a tunnel when the time is over. */
    static final CloseReason REASON =
            new CloseReason(CloseReason.SERVICE_RESTART, "The gateway is being drained. Come again later.");

    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

    private final Transport transport;
    private final Timers timers;
    private Alarm end = new Alarm();
    private volatile @Nullable Instant until;

    Drain(Transport transport, Timers timers) {
        this.transport = transport;
        this.timers = timers;
    }

    /** Begins, or changes the time. Those who wait are the caller's affair. */
    synchronized void begin(Duration patience) {
        end.off();
        Alarm next = new Alarm();
        end = next;
        Instant last = Instant.now().plus(patience);
        until = last;
        next.set(timers.after(patience, () -> closeTunnels(next)));
        LOG.info(
                "Takes no peers any more; the {} tunnels may go on until {}",
                transport.tunnels().size(),
                last);
    }

    synchronized void stop() {
        end.off();
        if (until != null) {
            until = null;
            LOG.info("Takes peers again");
        }
    }

    /** Until when tunnels may go on; {@code null} while peers are taken. */
    @Nullable Instant until() {
        return until;
    }

    private void closeTunnels(Alarm mine) {
        synchronized (this) {
            if (end != mine || until == null) {
                return; // changed in this moment
            }
        }
        List<TunnelInfo> left = transport.tunnels();
        left.forEach(tunnel -> transport.closeTunnel(tunnel.id(), REASON));
        LOG.info("Drained; {} tunnels were closed", left.size());
    }
}
