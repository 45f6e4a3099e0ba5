package io.culvert.api.health;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Whether the gateway and its parts do what they should. For any thread; may take as long as the slowest check. */
@ProviderType
public interface Health {

    /** Asks each part, in the order of their names. */
    List<HealthResult> check();

    /** Whether new peers should be sent here: cheap, and asked often. Not while it drains. */
    boolean ready();
}
