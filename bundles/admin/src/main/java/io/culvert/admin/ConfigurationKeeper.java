package io.culvert.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.SynchronousConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to its file what somebody changes past it, as the Felix web console does: otherwise that would hold only until
 * the gateway is started again. The file installer could do so, but not as a whole, and not only then. On the thread of
 * whoever makes the change.
 */
@Component
public final class ConfigurationKeeper implements SynchronousConfigurationListener {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationKeeper.class);
    /** Each of its threads is an object of its own class. */
    private static final String FILE_INSTALLER = "org.apache.felix.fileinstall.";

    private final BundleContext context;
    private final ConfigurationAdmin admin;

    @Activate
    public ConfigurationKeeper(BundleContext context, @Reference ConfigurationAdmin admin) {
        this.context = context;
        this.admin = admin;
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        boolean fromFile = Thread.currentThread().getClass().getName().startsWith(FILE_INSTALLER);
        if (event.getType() == ConfigurationEvent.CM_UPDATED && !fromFile) {
            try {
                keep(event.getPid());
            } catch (IOException | InvalidSyntaxException e) {
                LOG.warn(
                        "The change of {} holds until the gateway is started again, for its file cannot be written: {}",
                        event.getPid(),
                        e.getMessage());
            }
        }
    }

    private void keep(String pid) throws IOException, InvalidSyntaxException {
        Configuration @Nullable [] found = admin.listConfigurations("(service.pid=" + pid + ")");
        if (found == null) {
            return;
        }
        Path file = ConfigurationStore.file(found[0]);
        if (file != null && Files.exists(file)) {
            Dictionary<String, Object> properties = found[0].getProperties();
            Map<String, Object> values = new HashMap<>();
            ConfigurationValues.keys(properties).forEach(key -> values.put(key, properties.get(key)));
            new ConfigurationFile(file, context).change(values);
        }
    }
}
