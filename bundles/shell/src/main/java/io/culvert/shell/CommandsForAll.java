package io.culvert.shell;

import java.io.IOException;
import java.util.Map;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Lets everybody have Karaf's commands without a scope that do no harm: what no configuration names is for administrators.
 * Karaf calls their scope {@code *}, which would make a bad name of a file in {@code etc/}, where those of the others are.
 */
@Component(
        service = {},
        immediate = true)
public final class CommandsForAll {

    private static final String PID = "org.apache.karaf.command.acl.*";
    private static final String ALL = "viewer, operator, manager, admin";

    @Activate
    public CommandsForAll(@Reference ConfigurationAdmin configurations) throws IOException {
        configurations
                .getConfiguration(PID, null)
                .updateIfDifferent(FrameworkUtil.asDictionary(Map.of("help", ALL, "exit", ALL, "culvert", ALL)));
    }
}
