package io.culvert.broker;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.AuthenticationService.Outcome;
import io.culvert.api.auth.Authenticator;
import io.culvert.api.auth.Credentials;
import io.culvert.api.broker.AuthenticatorInfo;
import io.culvert.api.codec.AuthFailure;
import io.culvert.api.log.LogContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the authenticators, and keeps their faults from everybody else: they run on threads of their own, each has a
 * deadline, and whatever is not a clear yes is a no.
 */
final class AuthenticationHost {

    private static final Logger LOG = LoggerFactory.getLogger(AuthenticationHost.class);

    private final Timers timers;
    private final Workers workers;
    private volatile Duration deadline;
    private volatile List<HostedAuthenticator> inOrder = List.of();

    AuthenticationHost(Timers timers, Workers workers, Duration deadline) {
        this.timers = timers;
        this.workers = workers;
        this.deadline = deadline;
    }

    void deadline(Duration changed) {
        deadline = changed;
    }

    /** Lets an authenticator take part, or changes its description if it does already. */
    synchronized void put(Authenticator service, Map<String, ?> properties, String bundle) {
        HostedAuthenticator hosted = HostedAuthenticator.of(service, properties, bundle);
        List<HostedAuthenticator> changed = new ArrayList<>();
        for (HostedAuthenticator known : inOrder) {
            if (known.id() == hosted.id()) {
                hosted = hosted.succeeding(known);
            } else {
                changed.add(known);
            }
        }
        changed.add(hosted);
        changed.sort(HostedAuthenticator.ORDER);
        inOrder = List.copyOf(changed);
    }

    /** An authenticator takes part no longer; questions it was asked already are still heard. */
    synchronized void remove(Map<String, ?> properties) {
        inOrder = inOrder.stream()
                .filter(known -> known.id() != HostedAuthenticator.id(properties))
                .toList();
    }

    List<AuthenticatorInfo> authenticators() {
        return inOrder.stream().map(HostedAuthenticator::info).toList();
    }

    /**
     * Has credentials checked. Returns at once.
     *
     * @param wanted whether anybody still waits for the answer; if not, the check ends without one
     * @param answer is told once, by any thread, perhaps before this method returns
     */
    void check(Credentials credentials, BooleanSupplier wanted, Consumer<Outcome> answer) {
        ask(inOrder, credentials, wanted, answer);
    }

    private void ask(
            List<HostedAuthenticator> remaining,
            Credentials credentials,
            BooleanSupplier wanted,
            Consumer<Outcome> answer) {
        String connection = credentials.connection().id();
        if (remaining.isEmpty()) {
            LOG.debug("Connection {}: no authenticator knows these credentials", connection);
            answer.accept(new Outcome.Refused(
                    AuthFailure.AUTHENTICATION_FAILED, "", "no authenticator knows these credentials"));
            return;
        }
        HostedAuthenticator asked = remaining.get(0);
        AuthResult.Accepted before = asked.accepted().get(credentials, timers.now());
        if (before != null) {
            asked.statistics().remember();
            answer.accept(new Outcome.Admitted(before, asked.name()));
            return;
        }
        if (asked.circuit().refuses(asked.terms(), timers.now())) {
            refuseUnasked(asked, connection, answer);
            return;
        }
        AuthenticatorCall.Answer heard = (result, failure) -> {
            if (result instanceof AuthResult.Accepted accepted) {
                asked.accepted().put(credentials, accepted, timers.now());
                answer.accept(new Outcome.Admitted(accepted, asked.name()));
            } else if (result instanceof AuthResult.Abstained) {
                ask(remaining.subList(1, remaining.size()), credentials, wanted, answer);
            } else if (result instanceof AuthResult.Rejected rejected) {
                String reason = AuthenticatorCall.reason(rejected, credentials);
                LOG.debug("Connection {}: rejected by {}: {}", connection, asked.name(), reason);
                answer.accept(new Outcome.Refused(AuthFailure.AUTHENTICATION_FAILED, asked.name(), reason));
            } else if (failure != null) {
                boolean late = failure instanceof TimeoutException;
                LOG.debug("Connection {}: {} {}", connection, asked.name(), late ? "is late" : "failed");
                answer.accept(new Outcome.Refused(
                        late ? AuthFailure.TIMEOUT : AuthFailure.PROXY_ERROR,
                        asked.name(),
                        AuthenticatorCall.describe(failure, credentials)));
            }
        };
        boolean room = workers.offer(() -> LogContext.within(connection, () -> {
            if (!wanted.getAsBoolean()) {
                return;
            }
            if (asked.circuit().enter(asked.terms(), timers.now())) {
                Duration patience = Objects.requireNonNullElse(asked.terms().deadline(), deadline);
                new AuthenticatorCall(asked, credentials, timers, workers, heard).ask(patience);
            } else {
                refuseUnasked(asked, connection, answer);
            }
        }));
        if (!room) {
            LOG.debug("Connection {}: too many peers are being checked", connection);
            answer.accept(new Outcome.Refused(AuthFailure.PROXY_ERROR, "", "too many peers are being checked"));
        }
    }

    private static void refuseUnasked(HostedAuthenticator asked, String connection, Consumer<Outcome> answer) {
        LOG.debug("Connection {}: refused, because {} is not asked for now", connection, asked.name());
        answer.accept(new Outcome.Refused(
                AuthFailure.PROXY_ERROR, asked.name(), "is not asked for now, because it failed too often"));
    }
}
