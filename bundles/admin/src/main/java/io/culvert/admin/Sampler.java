package io.culvert.admin;

import io.culvert.api.event.Event;
import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.TunnelInfo;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the gateway: every ten seconds for the history, and once a second for all who read the stream of events, if
 * there is anybody. All of that happens on one thread; what happens meanwhile is brought there, too.
 */
@Component(service = Sampler.class, immediate = true)
public final class Sampler {

    /** Seconds between two samples that are kept. */
    static final long HISTORY_INTERVAL = 10;

    private static final int HISTORY = 360;
    private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);

    private final Parts parts;
    private final Decisions decisions = new Decisions();
    private final Decisions.Meter seconds = new Decisions.Meter(Instant.now());
    private final Decisions.Meter tens = new Decisions.Meter(Instant.now());
    private final ScheduledExecutorService thread;
    private final Streams streams;
    private final Deque<Sample> history = new ArrayDeque<>();
    private long ticks;
    private volatile @Nullable Sample last;
    private @Nullable Hearing hearing;

    @Activate
    public Sampler(BundleContext context, @Reference Parts parts, @Reference Hearing hearing) {
        this(parts, new Framework(context, Folders.ofKaraf()));
        this.hearing = hearing;
        hearing.tell(this);
        start();
    }

    Sampler(Parts parts, Framework framework) {
        this.parts = parts;
        thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "culvert-admin-sampler");
            made.setDaemon(true);
            return made;
        });
        streams = new Streams(thread, parts, framework);
    }

    void start() {
        Future<?> unused = thread.scheduleWithFixedDelay(this::tick, 0, 1, TimeUnit.SECONDS);
    }

    @Deactivate
    void stop() {
        if (hearing != null) {
            hearing.tell(null);
        }
        if (!thread.isShutdown()) {
            thread.execute(streams::end);
            thread.shutdown();
        }
    }

    Streams streams() {
        return streams;
    }

    /** One second has passed. On the sampler's thread. */
    private void tick() {
        try {
            if (ticks++ % HISTORY_INTERVAL == 0) {
                keep(Sample.of(parts, Instant.now(), tens.read(decisions, Instant.now())));
            }
            if (streams.anybody()) {
                Instant now = Instant.now();
                Sample sample = Sample.of(parts, now, seconds.read(decisions, now));
                last = sample;
                streams.tick(sample);
            } else {
                last = null;
            }
        } catch (RuntimeException e) { // of a part that is being replaced; the next second is another chance
            LOG.debug("No sample was taken", e);
        }
    }

    private void keep(Sample sample) {
        synchronized (history) {
            history.addLast(sample);
            if (history.size() > HISTORY) {
                history.removeFirst();
            }
        }
    }

    /** Those that are kept, oldest first. */
    List<Sample> history() {
        synchronized (history) {
            return new ArrayList<>(history);
        }
    }

    /** The gateway now; the rates are those of the last second if somebody looks, otherwise of the last ten. */
    Sample sample() {
        Sample latest = last;
        Decisions.Rates rates = new Decisions.Rates(0, 0, 0);
        synchronized (history) {
            Sample known = latest != null ? latest : history.peekLast();
            if (known != null) {
                rates = new Decisions.Rates(known.accepted(), known.rejected(), known.failed());
            }
        }
        return Sample.of(parts, Instant.now(), rates);
    }

    void happened(Event event) {
        decisions.count(event);
        streams.happened(event);
    }

    void closed(TunnelInfo tunnel, CloseReason reason) {
        streams.closed(Map.entry(tunnel.id(), reason));
    }
}
