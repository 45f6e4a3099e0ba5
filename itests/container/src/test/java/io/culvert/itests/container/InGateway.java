package io.culvert.itests.container;

import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.replaceConfigurationFile;

import io.culvert.itests.peers.Await;
import io.culvert.itests.peers.Endpoint;
import io.culvert.itests.peers.PeerKind;
import io.culvert.itests.peers.Ports;
import io.culvert.itests.peers.Tunnel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivilegedExceptionAction;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.inject.Inject;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.Subject;
import org.apache.karaf.features.BootFinished;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.Before;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerSuite;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.FrameworkWiring;

/** A test inside the running gateway; all of them share one container. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerSuite.class)
public abstract class InGateway {

    /** The tokens of etc/tokens.config are token-0 to token-9, each used by one test at a time. */
    private static final int TOKENS = 10;

    private static final long REFRESH_SECONDS = 60;

    private static final AtomicInteger NEXT_TOKEN = new AtomicInteger();

    /** One array for all classes, or each would get a container of its own. */
    private static Option @Nullable [] options;

    /** Karaf registers it when the boot features are in; before that it may refuse to do anything. */
    @Inject
    BootFinished bootFinished;

    @Inject
    BundleContext context;

    @Inject
    SessionFactory sessions;

    @Configuration
    public Option[] container() {
        synchronized (InGateway.class) {
            if (options == null) {
                List<Option> all = Distribution.named("gateway");
                all.addAll(Distribution.listener("websocket", "websocket"));
                all.addAll(Distribution.listener("stream", "stream"));
                all.add(replaceConfigurationFile(
                        "etc/io.culvert.authenticator.statictoken-itests.config",
                        new File("src/test/resources/etc/tokens.config")));
                all.add(systemProperty("itest.docs").value(new File("../../docs").getAbsolutePath()));
                options = all.toArray(Option[]::new);
            }
            return options;
        }
    }

    @Before
    public void awaitOpenPorts() {
        Await.until("the ports to open", () -> opens(ports()));
    }

    static Ports ports() {
        return new Ports(
                Endpoint.plain(Integer.getInteger("itest.websocket", 0)),
                Endpoint.plain(Integer.getInteger("itest.stream", 0)));
    }

    /** A token that no other peer uses just now. */
    static String token() {
        return "token-" + NEXT_TOKEN.getAndIncrement() % TOKENS;
    }

    /** Whether new peers can meet now. */
    static boolean opens(Ports ports) {
        try (Tunnel tunnel = Tunnel.between(ports, PeerKind.CLASSIC_WEBSOCKET, PeerKind.CLASSIC_STREAM, token())) {
            return tunnel.first().ended() == null;
        } catch (IOException | AssertionError e) {
            return false;
        }
    }

    /** A bundle of the gateway. */
    Bundle bundle(String symbolicName) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName().equals(symbolicName))
                .findAny()
                .orElseThrow(() -> new AssertionError("no bundle " + symbolicName));
    }

    /** Wires a bundle and whoever imports it anew. */
    void refresh(Bundle bundle) throws Exception {
        CountDownLatch refreshed = new CountDownLatch(1);
        context.getBundle(Constants.SYSTEM_BUNDLE_ID)
                .adapt(FrameworkWiring.class)
                .refreshBundles(List.of(bundle), event -> refreshed.countDown());
        assertTrue("refreshed " + bundle, refreshed.await(REFRESH_SECONDS, TimeUnit.SECONDS));
    }

    /** A service of the gateway, as it is now. */
    <S> S service(Class<S> type) {
        ServiceReference<S> reference = context.getServiceReference(type);
        S service = reference == null ? null : context.getService(reference);
        if (service == null) {
            throw new AssertionError("no service " + type);
        }
        return service;
    }

    /** Executes a command as somebody who may do everything. */
    String execute(String command) throws Exception {
        Subject admin = new Subject();
        admin.getPrincipals().addAll(List.of(new RolePrincipal("admin"), new RolePrincipal("viewer")));
        return Subject.doAs(admin, (PrivilegedExceptionAction<String>) () -> executeAsSubject(command));
    }

    private String executeAsSubject(String command) throws Exception {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(output, true, StandardCharsets.UTF_8)) {
            Session session = sessions.create(new ByteArrayInputStream(new byte[0]), out, out);
            try {
                session.execute(command);
            } finally {
                session.close();
            }
        }
        return output.toString(StandardCharsets.UTF_8);
    }

    /**
     * Trusts the gateway's own authority, which makes its certificates; new each time, so that nothing is resumed.
     *
     * @param own what the peer shows of itself
     */
    static SSLContext trustingTheGateway(KeyManager... own) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        Path authorities = Path.of(System.getProperty("karaf.base", ""), "server_maintenance", "d2d", "ca.pem");
        Await.until("the gateway's authority", () -> Files.exists(authorities));
        try (InputStream in = Files.newInputStream(authorities)) {
            for (Certificate authority : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("authority " + trusted.size(), authority);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own, trust.getTrustManagers(), null);
        return context;
    }
}
