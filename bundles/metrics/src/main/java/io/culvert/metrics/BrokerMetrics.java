package io.culvert.metrics;

import io.culvert.api.broker.AuthenticatorInfo;
import io.culvert.api.broker.Broker;
import io.culvert.api.broker.SessionInfo;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;

/**
 * Sessions and authenticators.
 *
 * @param names of authenticators
 */
record BrokerMetrics(BoundedLabel names) {

    private static final String AUTHENTICATOR = "authenticator";
    private static final String RESULT = "result";

    List<MetricSnapshot> of(Broker broker) {
        Family sessions = new Family("culvert_sessions", "Peers that are not in a tunnel, by state.");
        for (SessionInfo.State state : SessionInfo.State.values()) {
            sessions.add(0, "state", Family.word(state));
        }
        broker.sessions().forEach(session -> sessions.add(1, "state", Family.word(session.state())));

        Family calls = new Family("culvert_authenticator_calls", "Calls of an authenticator, by what came of them.");
        Family remembered = new Family(
                "culvert_authenticator_remembered",
                "Peers that were let in without a call, because the authenticator had accepted the same before.");
        Family circuit = new Family(
                "culvert_authenticator_circuit",
                "Whether an authenticator is asked (closed), or not for having failed; 1 for the state that is.");
        for (AuthenticatorInfo authenticator : broker.authenticators()) {
            String name = names.of(authenticator.name());
            calls.add(authenticator.accepted(), AUTHENTICATOR, name, RESULT, "accepted");
            calls.add(authenticator.rejected(), AUTHENTICATOR, name, RESULT, "rejected");
            calls.add(authenticator.abstained(), AUTHENTICATOR, name, RESULT, "abstained");
            calls.add(authenticator.failed(), AUTHENTICATOR, name, RESULT, "failed");
            remembered.add(authenticator.remembered(), AUTHENTICATOR, name);
            circuit.addState(authenticator.circuit(), AuthenticatorInfo.Circuit.class, AUTHENTICATOR, name);
        }
        return List.of(
                sessions.gauge(),
                calls.counter(),
                remembered.counter(),
                circuit.gauge(),
                new Family("culvert_draining", "1 while the node drains: it takes no more peers.")
                        .add(broker.drainsUntil() == null ? 0 : 1)
                        .gauge());
    }
}
