package io.culvert.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
 * Writes to its file what somebody changes past it, as the Felix web console does, and deletes the file of what somebody
 * deletes: otherwise that would hold only until the gateway is started again. The file installer could do so, but not as a
 * whole, and not only then. On the thread of whoever makes the change.
 */
@Component
public final class ConfigurationKeeper implements SynchronousConfigurationListener {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationKeeper.class);
    /** Each of its threads is an object of its own class. */
    private static final String FILE_INSTALLER = "org.apache.felix.fileinstall.";

    private final BundleContext context;
    private final ConfigurationAdmin admin;
    /** By PID, as the file installer has it: who changes a configuration may drop that from it. */
    private final Map<String, Object> files = new ConcurrentHashMap<>();

    @Activate
    public ConfigurationKeeper(BundleContext context, @Reference ConfigurationAdmin admin)
            throws IOException, InvalidSyntaxException {
        this.context = context;
        this.admin = admin;
        for (Configuration each : find("(" + ConfigurationStore.FILE + "=*)")) {
            remember(each);
        }
    }

    private List<Configuration> find(String filter) throws IOException, InvalidSyntaxException {
        Configuration @Nullable [] found = admin.listConfigurations(filter);
        return found == null ? List.of() : List.of(found);
    }

    private void remember(Configuration configuration) {
        Object file = configuration.getProperties().get(ConfigurationStore.FILE);
        if (file != null) {
            files.put(configuration.getPid(), file);
        }
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        boolean fromFile = Thread.currentThread().getClass().getName().startsWith(FILE_INSTALLER);
        try {
            if (event.getType() == ConfigurationEvent.CM_DELETED) {
                Object file = files.remove(event.getPid());
                if (file != null && !fromFile) {
                    Files.deleteIfExists(ConfigurationStore.path(file));
                }
            } else if (event.getType() == ConfigurationEvent.CM_UPDATED) {
                for (Configuration each : find("(service.pid=" + event.getPid() + ")")) {
                    remember(each);
                    if (!fromFile) {
                        keep(each);
                    }
                }
            }
        } catch (IOException | InvalidSyntaxException e) {
            LOG.warn(
                    "The change of {} holds until the gateway is started again, for its file cannot be changed: {}",
                    event.getPid(),
                    e.getMessage());
        }
    }

    private void keep(Configuration configuration) throws IOException {
        Object file = files.get(configuration.getPid());
        if (file == null || !Files.exists(ConfigurationStore.path(file))) {
            return;
        }
        Dictionary<String, Object> properties = configuration.getProperties();
        Map<String, Object> values = new HashMap<>();
        ConfigurationValues.keys(properties).forEach(key -> values.put(key, properties.get(key)));
        new ConfigurationFile(ConfigurationStore.path(file), context).change(values);
        if (properties.get(ConfigurationStore.FILE) == null) {
            properties.put(ConfigurationStore.FILE, file);
            configuration.update(properties);
        }
    }
}
