package io.culvert.health;

import io.culvert.api.broker.AuthenticatorInfo;
import io.culvert.api.broker.AuthenticatorInfo.Circuit;
import io.culvert.api.broker.Broker;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Whether the authenticators do what they should. Does not concern readiness: a circuit closes again when a peer was let
 * in, and no peer would come to a gateway that is not ready.
 */
@Component(
        service = HealthCheck.class,
        property = {Tags.NAME + "circuits", Tags.PART})
public final class CircuitsCheck implements HealthCheck {

    private final Parts parts;

    @Activate
    public CircuitsCheck(@Reference Parts parts) {
        this.parts = parts;
    }

    @Override
    public Result execute() {
        Broker broker = parts.broker;
        if (broker == null) {
            return Parts.missing("The broker", "no authenticator is asked");
        }
        List<AuthenticatorInfo> all = broker.authenticators();
        List<AuthenticatorInfo> failing =
                all.stream().filter(each -> each.circuit() != Circuit.CLOSED).toList();
        if (failing.isEmpty()) {
            return new Result(Result.Status.OK, "No authenticator is failing.");
        }
        return new Result(
                failing.size() == all.size() ? Result.Status.CRITICAL : Result.Status.WARN,
                failing.stream().map(CircuitsCheck::words).collect(Collectors.joining(" "))
                        + " See culvert:authenticators, and whatever they ask.");
    }

    private static String words(AuthenticatorInfo failing) {
        String state =
                switch (failing.circuit()) {
                    case CLOSED -> "works";
                    case OPEN -> "failed too often and is not asked, so peers are refused";
                    case HALF_OPEN -> "failed too often and is being tried with one peer";
                    case STUCK -> "does not come back from its calls and is not asked, so peers are refused";
                };
        String error = failing.lastError();
        return failing.name() + " " + state + (error == null ? "." : "; its last error: " + error + ".");
    }
}
