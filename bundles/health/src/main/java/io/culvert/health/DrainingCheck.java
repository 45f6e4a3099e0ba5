package io.culvert.health;

import io.culvert.api.broker.Broker;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether an operator has asked the gateway to take no more peers. */
@Component(
        service = HealthCheck.class,
        property = {Tags.NAME + "draining", Tags.PART, Tags.NEEDED})
public final class DrainingCheck implements HealthCheck {

    private final Parts parts;

    @Activate
    public DrainingCheck(@Reference Parts parts) {
        this.parts = parts;
    }

    @Override
    public Result execute() {
        Broker broker = parts.broker;
        Instant until = broker == null ? null : broker.drainsUntil();
        if (until == null) {
            return new Result(Result.Status.OK, "The gateway is not being drained.");
        }
        return new Result(
                Result.Status.WARN,
                "An operator drains the gateway: it takes no more peers, and tunnels may go on until "
                        + until.truncatedTo(ChronoUnit.SECONDS) + ". culvert:drain can end that.");
    }
}
