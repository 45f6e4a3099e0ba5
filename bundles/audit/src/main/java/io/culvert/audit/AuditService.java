package io.culvert.audit;

import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.event.AuditLog;
import io.culvert.api.event.AuditReport;
import io.culvert.api.event.Event;
import io.culvert.api.event.EventListener;
import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.Transport;
import io.culvert.api.transport.TunnelInfo;
import io.culvert.api.transport.TunnelListener;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears of everything that is written down, and lets others read it. A changed configuration makes a new one. */
@Component(
        service = {EventListener.class, TunnelListener.class, ConfigurationListener.class, AuditLog.class},
        configurationPid = "io.culvert.audit",
        immediate = true)
@Designate(ocd = AuditConfig.class)
public final class AuditService implements EventListener, TunnelListener, ConfigurationListener, AuditLog {

    private static final Logger LOG = LoggerFactory.getLogger(AuditService.class);
    private static final String OURS = "io.culvert.";

    private final BundleContext context;
    private final Clock clock = Clock.systemUTC();
    private final BundleListener bundles = this::bundleChanged;
    private final Recorder recorder;
    private final AuditReader reader;
    private volatile Map<String, String> origin = Map.of();

    /**
     * Begins to write.
     *
     * @throws BadConfigurationException when nothing is written, because nobody knows how
     */
    @Activate
    public AuditService(BundleContext context, AuditConfig config, Map<String, Object> properties)
            throws BadConfigurationException {
        this.context = context;
        AuditSettings settings = AuditSettings.read(config, properties);
        recorder = new Recorder(settings, clock, () -> origin);
        reader = new AuditReader(new AuditFiles(settings.file()), recorder);
        recorder.start();
        context.addBundleListener(bundles);
    }

    @Deactivate
    void deactivate() {
        context.removeBundleListener(bundles);
        recorder.close();
    }

    /** Whose sessions and tunnels these are; also when it is gone, and its last ones are still heard of. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindTransport(Transport transport) {
        origin = Map.of("node", transport.nodeId(), "run", transport.run());
    }

    void unbindTransport(Transport transport) {
        LOG.debug("Run {} ends, and what is still told of it is written down as its own", transport.run());
    }

    @Override
    public void happened(Event event) {
        recorder.record(Entries.of(event));
    }

    @Override
    public void opened(TunnelInfo tunnel) {
        recorder.record(Entries.opened(clock.instant(), tunnel));
    }

    @Override
    public void closed(TunnelInfo tunnel, CloseReason reason) {
        recorder.record(Entries.closed(clock.instant(), tunnel, reason));
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        if (event.getPid().startsWith(OURS) && event.getType() != ConfigurationEvent.CM_LOCATION_CHANGED) {
            recorder.record(Entry.of(clock.instant(), "configuration-changed")
                    .with("pid", event.getPid())
                    .with("change", event.getType() == ConfigurationEvent.CM_DELETED ? "deleted" : "updated"));
        }
    }

    private void bundleChanged(BundleEvent event) {
        String change =
                switch (event.getType()) {
                    case BundleEvent.INSTALLED -> "installed";
                    case BundleEvent.UPDATED -> "updated";
                    case BundleEvent.UNINSTALLED -> "uninstalled";
                    default -> "";
                };
        if (!change.isEmpty()) {
            Bundle bundle = event.getBundle();
            recorder.record(Entry.of(clock.instant(), "bundle-changed")
                    .withText("bundle", bundle.getSymbolicName())
                    .with("version", bundle.getVersion().toString())
                    .withText("location", bundle.getLocation())
                    .with("change", change));
        }
    }

    @Override
    public List<String> tail(int lines) throws IOException {
        return reader.tail(lines);
    }

    @Override
    public AuditReport verify(LongConsumer progress) throws IOException {
        return reader.verify(progress);
    }
}
