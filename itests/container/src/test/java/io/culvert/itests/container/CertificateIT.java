package io.culvert.itests.container;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.culvert.api.transport.Transport;
import io.culvert.itests.peers.Await;
import io.culvert.itests.peers.Credentials;
import io.culvert.itests.peers.Dialect;
import io.culvert.itests.peers.Endpoint;
import io.culvert.itests.peers.Tunnel;
import io.culvert.itests.peers.WebSocketPeer;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.inject.Inject;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.apache.karaf.features.FeaturesService;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** The way from nothing to a tunnel in docs/authenticators/certificate.md, as it stands there. */
public class CertificateIT extends InGateway {

    private static final String FEATURE = "culvert-authenticator-certificate";
    private static final String LISTENER = "devices";
    private static final Path BASE = Path.of(System.getProperty("karaf.base", ""));
    private static final Path LISTENER_FILE = BASE.resolve("etc/io.culvert.transport.undertow.listener-devices.cfg");
    private static final Path RULES_FILE = BASE.resolve("etc/io.culvert.authenticator.certificate-devices.config");

    @Inject
    FeaturesService features;

    private int port;

    @Before
    public void doAsTheDocumentSays() throws Exception {
        Files.createDirectories(BASE.resolve("etc/tls")); // as the launcher does
        String commands = example("sh", "openssl req -x509");
        shell(commands);
        shell(commands.lines()
                .skip(1) // the authority is there
                .map(line -> line.replace("pump-7", "valve-3"))
                .collect(Collectors.joining("\n")));
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Files.writeString(
                LISTENER_FILE,
                example("ini", "name = devices").replace("0.0.0.0", "127.0.0.1").replace("8446", "" + port));
        Files.writeString(RULES_FILE, example("ini", "name = \"devices\""));
        features.installFeature(FEATURE);
        Await.until("the listener", () -> listening());
        Await.until("the authenticator", () -> shows("culvert:authenticators", "devices"));
    }

    @After
    public void undo() throws Exception {
        Files.deleteIfExists(LISTENER_FILE);
        Files.deleteIfExists(RULES_FILE);
        features.uninstallFeature(FEATURE);
        Await.until("the listener to close", () -> !listening());
    }

    private boolean listening() {
        return service(Transport.class).listeners().stream()
                .anyMatch(listener -> listener.name().equals(LISTENER));
    }

    @Test
    public void twoPeersWithCertificatesMeetWithoutACommonToken() throws Exception {
        Credentials a = Credentials.of("", "7");
        Credentials b = Credentials.of("whatever", "7");
        try (WebSocketPeer first = WebSocketPeer.connect(endpoint("pump-7"), Dialect.CLASSIC);
                WebSocketPeer second = WebSocketPeer.connect(endpoint("valve-3"), Dialect.CLASSIC)) {
            first.authenticate(a);
            Await.until("the session to show", () -> shows("culvert:sessions", "pump-7"));
            second.authenticate(b);
            first.awaitEstablished();
            second.awaitEstablished();
            String tunnels = execute("culvert:tunnels");
            assertTrue(tunnels, tunnels.contains("pump-7") && tunnels.contains("valve-3"));
        }
        Await.until(
                "the tunnel to close", () -> service(Transport.class).tunnels().isEmpty());
    }

    @Test
    public void nobodyElseGetsIn() throws Exception {
        Endpoint without = new Endpoint("127.0.0.1", port, trustingTheGateway());
        assertFalse(getsIn(without));
        assertTrue(getsIn(endpoint("pump-7")));
        // A token of the static authenticator is good by the other ports, as before.
        assertTrue(opens(ports()));
    }

    @Test
    public void aTokenIsStillGoodForWhomNoRuleMatches() throws Exception {
        Files.writeString(RULES_FILE, example("ini", "name = \"devices\"").replace("OU=devices", "OU=nobody"));
        Await.until("the new rules", () -> meetByToken());
    }

    private static boolean getsIn(Endpoint endpoint) {
        try (WebSocketPeer peer = WebSocketPeer.connect(endpoint, Dialect.CLASSIC)) {
            peer.authenticate(Credentials.of(token()));
            return peer.ended() == null;
        } catch (IOException | AssertionError e) {
            return false;
        }
    }

    private boolean shows(String command, String text) {
        try {
            return execute(command).contains(text);
        } catch (Exception e) {
            throw new AssertionError(command, e);
        }
    }

    private boolean meetByToken() {
        String token = token();
        try (Tunnel tunnel = Tunnel.of(
                WebSocketPeer.connect(endpoint("pump-7"), Dialect.CLASSIC),
                WebSocketPeer.connect(endpoint("valve-3"), Dialect.CLASSIC),
                Credentials.of(token),
                Credentials.of(token))) {
            return tunnel.first().ended() == null
                    && service(Transport.class).tunnels().stream()
                            .anyMatch(info -> info.first().peer().identity().equals("itests"));
        } catch (IOException | GeneralSecurityException | AssertionError e) {
            return false;
        }
    }

    /** The listener, for the owner of one of the certificates. */
    private Endpoint endpoint(String device) throws IOException, GeneralSecurityException {
        return new Endpoint("127.0.0.1", port, owning(device));
    }

    private static SSLContext owning(String device) throws IOException, GeneralSecurityException {
        Certificate certificate;
        try (InputStream in = Files.newInputStream(BASE.resolve(device + ".pem"))) {
            certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        String pem = Files.readString(BASE.resolve(device + ".key"));
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry(
                "own",
                KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der)),
                new char[0],
                new Certificate[] {certificate});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, new char[0]);
        return trustingTheGateway(keys.getKeyManagers());
    }

    private static void shell(String commands) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-e", "-c", commands)
                .directory(BASE.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(output, 0, process.waitFor());
    }

    private static String example(String language, String begin) throws IOException {
        Path document = Path.of(System.getProperty("itest.docs", ""), "authenticators", "certificate.md");
        Matcher block = Pattern.compile("```" + language + "\n(" + Pattern.quote(begin) + ".*?)```", Pattern.DOTALL)
                .matcher(Files.readString(document));
        assertTrue("an example in " + language + " that begins with " + begin, block.find());
        return block.group(1);
    }
}
