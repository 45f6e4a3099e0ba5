package io.culvert.health;

import io.culvert.api.transport.Transport;
import java.util.List;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether each port that is configured is open. */
@Component(
        service = HealthCheck.class,
        property = {Tags.NAME + "listeners", Tags.PART})
public final class ListenersCheck implements HealthCheck {

    private final Parts parts;

    @Activate
    public ListenersCheck(@Reference Parts parts) {
        this.parts = parts;
    }

    @Override
    public Result execute() {
        Transport transport = parts.transport;
        if (transport == null) {
            return Parts.missing("The transport", "no port is open");
        }
        List<String> closed = transport.closedListeners();
        if (!closed.isEmpty()) {
            return new Result(
                    Result.Status.CRITICAL,
                    "Not open: " + String.join("; ", closed)
                            + ". Put the file right; the gateway tries again by itself.");
        }
        if (transport.listeners().isEmpty()) {
            return new Result(
                    Result.Status.CRITICAL,
                    "No port is configured: write etc/io.culvert.transport.undertow.listener-NAME.cfg.");
        }
        return new Result(
                Result.Status.OK,
                "Open: "
                        + String.join(
                                ", ",
                                transport.listeners().stream()
                                        .map(each -> each.name() + " on port "
                                                + each.address().getPort())
                                        .toList())
                        + ".");
    }
}
