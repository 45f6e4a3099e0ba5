package io.culvert.health;

import io.culvert.api.broker.AuthenticatorInfo;
import io.culvert.api.broker.Broker;
import java.util.List;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether there is somebody who lets peers in. How they do is what {@link CircuitsCheck} tells. */
@Component(
        service = HealthCheck.class,
        property = {Tags.NAME + "authenticators", Tags.PART, Tags.NEEDED})
public final class AuthenticatorsCheck implements HealthCheck {

    private final Parts parts;

    @Activate
    public AuthenticatorsCheck(@Reference Parts parts) {
        this.parts = parts;
    }

    @Override
    public Result execute() {
        Broker broker = parts.broker;
        if (broker == null) {
            return Parts.missing("The broker", "nobody is let in");
        }
        List<AuthenticatorInfo> all = broker.authenticators();
        if (all.isEmpty()) {
            return new Result(
                    Result.Status.CRITICAL,
                    "There is no authenticator: every peer is rejected. culvert:authenticators says which bundles could"
                            + " give one, and what they lack.");
        }
        return new Result(
                Result.Status.OK,
                "Asked in this order: "
                        + String.join(
                                ", ", all.stream().map(AuthenticatorInfo::name).toList())
                        + ".");
    }
}
