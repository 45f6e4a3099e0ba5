package io.culvert.health;

import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether somebody understands what peers say. */
@Component(
        service = HealthCheck.class,
        property = {Tags.NAME + "codec", Tags.PART, Tags.NEEDED})
public final class CodecCheck implements HealthCheck {

    private final Parts parts;

    @Activate
    public CodecCheck(@Reference Parts parts) {
        this.parts = parts;
    }

    @Override
    public Result execute() {
        if (parts.codec == null) {
            return Parts.missing("The codec", "there can be no broker without it, and no new peers");
        }
        return new Result(Result.Status.OK, "The codec understands what peers say.");
    }
}
