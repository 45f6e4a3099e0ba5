package io.culvert.console;

import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ConfigurationReader;
import io.culvert.api.tls.LocalAuthority;
import io.culvert.api.tls.TlsIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.felix.http.jetty.ConnectorFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The console's port. It is open as soon as there is a certificate, and while nobody else has it; both are tried once a
 * second. There is never one without TLS, and none without the gate behind it.
 */
@Component(service = ConsolePort.class, immediate = true, configurationPid = "io.culvert.console")
@Designate(ocd = ConsoleConfig.class)
public final class ConsolePort {

    private static final Logger LOG = LoggerFactory.getLogger(ConsolePort.class);
    private static final String FELIX_HTTP = "org.apache.felix.http";
    private static final int MAX_PORT = 65535;
    /** How long Felix HTTP may take to start the server, in ticks. */
    private static final int PATIENCE = 60;
    /** How long nothing is said of a certificate that is missing, in ticks: at a start the authority comes later. */
    private static final int AUTHORITY_PATIENCE = 10;

    private final BundleContext context;
    private final ConfigurationAdmin configurations;
    private final InetSocketAddress address;
    private final ServerCertificate certificate;
    private final Gate gate;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "culvert-console-clock");
        thread.setDaemon(true);
        return thread;
    });

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    volatile @Nullable LocalAuthority authority;

    // For the clock's thread, until that has ended.
    private @Nullable TlsConnector connector;
    private @Nullable ServiceRegistration<ConnectorFactory> registration;
    private @Nullable TlsIdentity shown;
    private String told = "";
    private int waiting;
    private int withoutAuthority;

    @Activate
    public ConsolePort(
            BundleContext context,
            @Reference ConfigurationAdmin configurations,
            @Reference Gate gate,
            ConsoleConfig config,
            Map<String, Object> properties)
            throws BadConfigurationException, IOException {
        this.context = context;
        this.configurations = configurations;
        this.gate = gate;
        address = new InetSocketAddress(
                config.host(), new ConfigurationReader(properties).number("port", config::port, 1, MAX_PORT));
        if (address.isUnresolved()) {
            throw BadConfigurationException.of("host", config.host(), "cannot be resolved");
        }
        List<String> own = HostNames.checked("certificate.names", config.certificate_names());
        certificate = new ServerCertificate(
                ConfigurationReader.path(config.certificate()),
                ConfigurationReader.path(config.certificate_key()),
                own.isEmpty() ? HostNames.ofThisMachine(config.host()) : own);
        closePort(); // it may be left from a gateway that was killed
        var unused = clock.scheduleWithFixedDelay(this::tick, 0, 1, TimeUnit.SECONDS);
    }

    @Deactivate
    void deactivate() throws IOException, InterruptedException {
        clock.shutdown();
        if (!clock.awaitTermination(10, TimeUnit.SECONDS)) {
            LOG.warn("The console's port is still being opened while it is closed");
        }
        if (registration != null) {
            registration.unregister();
        }
        closePort();
    }

    private void tick() {
        try {
            TlsIdentity now = certificate.current(authority);
            if (!now.equals(shown)) {
                show(now);
            }
            if (connector != null && connector.open()) {
                told = "";
                waiting = PATIENCE; // for the next start: Felix HTTP may be replaced
            } else if (registration != null && waiting > 0) {
                waiting--;
            } else if (connector != null) {
                openPort();
            }
        } catch (BadConfigurationException | GeneralSecurityException | IOException e) {
            tell(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) { // the thread's top
            LOG.error("The console's port: this is a bug", e);
        }
    }

    private void tell(String problem) {
        if (shown == null && authority == null && withoutAuthority < AUTHORITY_PATIENCE) {
            withoutAuthority++;
            return;
        }
        if (!problem.equals(told)) {
            told = problem;
            if (shown == null || connector == null || !connector.open()) {
                LOG.error(
                        "Console: port {} of {} stays closed: {}", address.getPort(), address.getHostString(), problem);
            } else {
                LOG.error("Console: the old certificate stays in use: {}", problem);
            }
        }
    }

    private void show(TlsIdentity identity) throws GeneralSecurityException {
        TlsConnector existing = connector;
        if (existing == null) {
            connector = new TlsConnector(address.getHostString(), address.getPort(), identity);
        } else {
            existing.show(identity);
            LOG.info("Console: certificate loaded again");
        }
        shown = identity;
        gate.calledBy(HostNames.of(identity.chain().get(0)));
    }

    private void openPort() throws IOException {
        if (registration != null) { // it was tried before, and somebody else was faster, or Felix HTTP was replaced
            registration.unregister();
            registration = null;
            closePort();
        }
        requireFree();
        registration = context.registerService(ConnectorFactory.class, connector, null);
        Map<String, Object> properties = new HashMap<>();
        properties.put("org.apache.felix.http.enable", false);
        properties.put("org.apache.felix.https.enable", true);
        properties.put("org.apache.felix.http.host", address.getHostString());
        properties.put("org.osgi.service.http.port.secure", address.getPort());
        properties.put("org.apache.felix.https.jetty.protocols.included", new String[] {"TLSv1.3", "TLSv1.2"});
        properties.put("org.apache.felix.https.jetty.session.cookie.secure", true);
        properties.put("org.apache.felix.http.jetty.errorPageCustomHeaders", errorHeaders());
        configurations.getConfiguration(FELIX_HTTP, "?").update(FrameworkUtil.asDictionary(properties));
        waiting = PATIENCE;
        told = "";
    }

    /** For what Jetty refuses before it gets to the gate, such as a path that it finds ambiguous; in Felix's notation. */
    private static String errorHeaders() {
        List<String> headers = new ArrayList<>();
        SecurityHeaders.onAll((name, value) -> headers.add(name + "=" + value));
        return String.join("##", headers);
    }

    private void requireFree() throws IOException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByName(address.getHostString()), address.getPort()));
        } catch (IOException e) {
            throw new IOException("it cannot be opened (" + e.getMessage() + "); is it taken by another program?", e);
        }
    }

    private void closePort() throws IOException {
        configurations.getConfiguration(FELIX_HTTP, "?").delete();
    }
}
