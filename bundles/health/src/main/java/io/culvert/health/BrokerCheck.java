package io.culvert.health;

import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether somebody introduces peers to each other. */
@Component(
        service = HealthCheck.class,
        property = {Tags.NAME + "broker", Tags.PART, Tags.NEEDED})
public final class BrokerCheck implements HealthCheck {

    private final Parts parts;

    @Activate
    public BrokerCheck(@Reference Parts parts) {
        this.parts = parts;
    }

    @Override
    public Result execute() {
        if (parts.broker == null) {
            return Parts.missing(
                    "The broker",
                    "new peers are turned away (503), tunnels go on; it needs transport, codec and rendezvous");
        }
        return new Result(Result.Status.OK, "The broker introduces peers to each other.");
    }
}
