package io.culvert.metrics;

import io.culvert.api.event.Event;
import io.culvert.api.event.EventListener;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Counts what happens outside of tunnels. Stands by itself, so that its counters go on while broker and console are
 * replaced.
 */
@Component(
        service = {EventMetrics.class, EventListener.class},
        immediate = true)
public final class EventMetrics implements EventListener {

    private static final double[] SECONDS = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
    private static final String ACCEPTED = "accepted";

    private final BoundedLabel authenticators = new BoundedLabel();
    private final BoundedLabel actions = new BoundedLabel();

    private final Counter authentications = Counter.builder()
            .name("culvert_authentications_total")
            .help("Peers that asked to be let in, by the authenticator that decided and by result.")
            .labelNames("authenticator", "result")
            .withoutExemplars()
            .build();
    private final Histogram durations = Histogram.builder()
            .name("culvert_authentication_duration_seconds")
            .help("How long all authenticators together took for a peer.")
            .labelNames("authenticator", "result")
            .classicOnly()
            .classicUpperBounds(SECONDS)
            .withoutExemplars()
            .build();
    private final Counter sessionEnds = Counter.builder()
            .name("culvert_session_ends_total")
            .help("Sessions that ended without a tunnel, by close code.")
            .labelNames("code")
            .withoutExemplars()
            .build();
    private final Counter logins = Counter.builder()
            .name("culvert_operator_logins_total")
            .help("Attempts to log in to the console, by result.")
            .labelNames("result")
            .withoutExemplars()
            .build();
    private final Counter operatorActions = Counter.builder()
            .name("culvert_operator_actions_total")
            .help("What operators changed or tried to, by action and result.")
            .labelNames("action", "result")
            .withoutExemplars()
            .build();

    @Activate
    public EventMetrics() {
        CloseCodes.USUAL.forEach(sessionEnds::initLabelValues);
        logins.initLabelValues(result(true));
        logins.initLabelValues(result(false));
    }

    void register(PrometheusRegistry registry) {
        registry.register(authentications);
        registry.register(durations);
        registry.register(sessionEnds);
        registry.register(logins);
        registry.register(operatorActions);
    }

    /** The names of authenticators as a label, the same for all metrics. */
    BoundedLabel authenticators() {
        return authenticators;
    }

    @Override
    public void happened(Event event) {
        if (event instanceof Event.PeerAccepted accepted) {
            authenticated(accepted.authenticator(), ACCEPTED, accepted.took());
        } else if (event instanceof Event.PeerRefused refused) {
            authenticated(refused.authenticator(), Family.word(refused.result()), refused.took());
        } else if (event instanceof Event.SessionEnded ended) {
            sessionEnds.labelValues(CloseCodes.label(ended.reason())).inc();
        } else if (event instanceof Event.OperatorLogin login) {
            logins.labelValues(result(login.success())).inc();
        } else if (event instanceof Event.OperatorActed acted) {
            operatorActions
                    .labelValues(actions.of(acted.action()), result(acted.success()))
                    .inc();
        }
        // What the authority does is in its own status.
    }

    private void authenticated(String authenticator, String result, Duration took) {
        String name = authenticators.of(authenticator);
        authentications.labelValues(name, result).inc();
        durations.labelValues(name, result).observe(Math.max(0, took.toNanos() / 1e9));
    }

    private static String result(boolean success) {
        return success ? "success" : "failure";
    }
}
