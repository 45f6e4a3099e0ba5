package io.culvert.health;

import io.culvert.api.transport.Transport;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether peers find an open port. */
@Component(
        service = HealthCheck.class,
        property = {Tags.NAME + "transport", Tags.PART, Tags.NEEDED})
public final class TransportCheck implements HealthCheck {

    private final Parts parts;

    @Activate
    public TransportCheck(@Reference Parts parts) {
        this.parts = parts;
    }

    @Override
    public Result execute() {
        Transport transport = parts.transport;
        if (transport == null) {
            return Parts.missing("The transport", "no port is open");
        }
        int open = transport.listeners().size();
        if (open == 0) {
            return new Result(
                    Result.Status.CRITICAL,
                    "No port is open. See listeners, below etc/ the files io.culvert.transport.undertow.listener-NAME.cfg,"
                            + " and the log.");
        }
        return new Result(Result.Status.OK, open == 1 ? "One port is open." : open + " ports are open.");
    }
}
