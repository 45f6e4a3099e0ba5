package io.culvert.itests.container;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.culvert.api.ca.AuthorityOperations;
import io.culvert.api.ca.AuthorityOperations.CertificateQuery;
import io.culvert.api.ca.AuthorityOperations.RevocationTarget;
import io.culvert.api.ca.AuthorityStatus.Generation;
import io.culvert.api.ca.AuthorityStatus.State;
import io.culvert.api.ca.CertificateInfo;
import io.culvert.api.ca.RevocationReason;
import io.culvert.itests.peers.Await;
import io.culvert.itests.peers.Credentials;
import io.culvert.itests.peers.Ended;
import io.culvert.itests.peers.Endpoint;
import io.culvert.itests.peers.PeerKind;
import io.culvert.itests.peers.Ports;
import io.culvert.itests.peers.Tunnel;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.Test;
import org.osgi.framework.Bundle;

/** The certificate authority and its doors come and go while a tunnel moves data. */
public class AuthorityIT extends WithAuthority {

    private static final String NO_AUTHORITY = "This gateway issues no certificates.";
    private static final Path ETC = Path.of(System.getProperty("karaf.etc", ""));
    private static final Path REQUIRING = ETC.resolve("io.culvert.transport.undertow.listener-requiring.cfg");
    private static final int TIMES = 3;

    /**
     * What must be the same when the authority is back.
     *
     * @param generations their numbers, fingerprints and phases
     * @param register all certificates that it knows
     * @param shown what the listener shows
     */
    private record Kept(Set<String> generations, Set<CertificateInfo> register, X509Certificate shown) {}

    @Test
    public void itIsExchangedUnderLoadAndIsTheSameAgain() throws Exception {
        Bundle bundle = bundle(AUTHORITY);
        try (Load load = new Load()) {
            device.enroll(plain(), token());
            Kept before = kept();
            for (int i = 0; i < TIMES; i++) {
                bundle.stop();
                load.awaitProgress();
                assertTrue("the listener stays open", listening("main"));
                assertEquals(before.shown(), shown());
                bundle.start();
                checkBack(before);
                load.awaitProgress();
                bundle.update();
                checkBack(before);
                load.awaitProgress();
                refresh(bundle);
                checkBack(before);
                load.awaitProgress();
            }
            load.stop();
        }
        assertEquals("issues again", 200, EnrollingDevice.create().enrollByEst(main(), token()));
    }

    @Test
    public void whileItIsGonePeersMeetAndNobodyGetsACertificate() throws Exception {
        X509Certificate certificate = device.enroll(plain(), token());
        EnrollingDevice other = EnrollingDevice.create();
        try (Load load = new Load()) {
            bundle(AUTHORITY).stop();
            load.awaitProgress();
            assertEquals(NO_AUTHORITY, other.sign(plain(), token()).get("error"));
            assertEquals(503, other.enrollByEst(main(), token()));
            assertEquals(503, device.renewByEst(main(), certificate));
            for (String path : List.of("/.well-known/est/cacerts", "/d2d/crl.pem")) {
                assertEquals(path, 503, get(path));
            }
            assertTrue("peers with tokens meet", opens(ports()));
            assertTrue("by TLS, too", opens(new Ports(secure(), ports().stream())));
            bundle(AUTHORITY).start();
            other.enroll(plain(), token());
            assertEquals(200, EnrollingDevice.create().enrollByEst(main(), token()));
            Await.until("certificates to be asked for", () -> renews(certificate));
            load.stop();
        }
    }

    @Test
    public void whileItIsGoneCertificatesAreNotBelieved() throws Exception {
        X509Certificate certificate = device.enroll(plain(), token());
        int port = openRequiringListener();
        try {
            Endpoint showing = device.endpoint(port, certificate);
            Endpoint optional = device.endpoint(main(), certificate);
            Endpoint without = new Endpoint("127.0.0.1", port, trustingTheGateway());
            assertTrue("with a certificate", getsIn(showing));
            assertTrue("without one", !getsIn(without));
            bundle(AUTHORITY).stop();
            assertTrue("with a certificate that nobody can check", !getsIn(showing));
            assertTrue("without one", !getsIn(without));
            assertTrue("the port stays open", listening("requiring"));
            Await.until("a listener that demands no certificate to ask for none", () -> getsIn(optional));
            assertTrue("without one", getsIn(secure()));
            bundle(AUTHORITY).start();
            Await.until("the certificate to be good again", () -> getsIn(showing));
            assertTrue("without one", !getsIn(without));
        } finally {
            Files.delete(REQUIRING);
            Await.until("the listener to close", () -> !listening("requiring"));
        }
    }

    @Test
    public void whoWasRevokedIsThrownOutWhenItIsBack() throws Exception {
        AuthorityOperations operations = service(AuthorityOperations.class);
        device.enroll(plain(), token());
        RevocationTarget target = new RevocationTarget.Device(device.uuid());
        assertEquals(1, operations.revoke(target, RevocationReason.KEY_COMPROMISE, "itest"));
        bundle(AUTHORITY).stop();
        String token = token();
        Credentials revoked = new Credentials(token, null, "{" + device.uuid() + "}", "revoked");
        try (Tunnel tunnel = Tunnel.between(
                ports(), PeerKind.CLASSIC_WEBSOCKET, PeerKind.CLASSIC_WEBSOCKET, revoked, Credentials.of(token))) {
            bundle(AUTHORITY).start();
            assertEquals(new Ended(4403, "Device revoked"), tunnel.first().awaitEnd());
        } finally {
            bundle(AUTHORITY).start();
            service(AuthorityOperations.class).readmit(target, "itest");
        }
    }

    @Test
    public void itsDoorsAreGoneAsLongAsTheirBundleIs() throws Exception {
        List<String> paths = List.of("/.well-known/est/cacerts", "/d2d/ca.pem", "/d2d/crl.pem");
        try (Load load = new Load()) {
            for (int i = 0; i < TIMES; i++) {
                bundle(DOORS).stop();
                for (String path : paths) {
                    assertEquals(path, 404, get(path));
                }
                assertEquals(404, device.enrollByEst(main(), token()));
                load.awaitProgress();
                device.enroll(plain(), token());
                bundle(DOORS).start();
                for (String path : paths) {
                    assertEquals(path, 200, get(path));
                }
                assertEquals(200, device.enrollByEst(main(), token()));
                bundle(DOORS).update();
                assertEquals(200, device.enrollByEst(main(), token()));
                refresh(bundle(DOORS));
                assertEquals(200, device.enrollByEst(main(), token()));
            }
            load.stop();
        }
    }

    @Test
    public void itFindsTheOthersAgainWhenTheyAreExchanged() throws Exception {
        try (Load load = new Load()) {
            for (String name : List.of("io.culvert.broker", "io.culvert.codec.jsonrpc")) {
                Bundle bundle = bundle(name);
                for (int i = 0; i < TIMES; i++) {
                    bundle.stop();
                    load.awaitProgress();
                    bundle.start();
                    checkBothDoors();
                    bundle.update();
                    checkBothDoors();
                    refresh(bundle);
                    checkBothDoors();
                }
            }
            load.stop();
        }
    }

    private void checkBothDoors() throws Exception {
        Await.until("peers to meet", () -> opens(ports()));
        device.enroll(plain(), token());
        assertEquals(200, device.enrollByEst(main(), token()));
    }

    private boolean renews(X509Certificate certificate) {
        try {
            return device.renewByEst(main(), certificate) == 200;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** A listener that lets nobody in without a certificate; gives its port. */
    private int openRequiringListener() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Files.writeString(
                REQUIRING,
                "name = requiring\nhost = 127.0.0.1\nport = %d\nclient.certificate = required\n".formatted(port));
        Await.until("the listener", () -> listening("requiring"));
        return port;
    }

    private Kept kept() throws IOException, GeneralSecurityException {
        return new Kept(
                status().generations().stream().map(AuthorityIT::identification).collect(Collectors.toSet()),
                Set.copyOf(service(AuthorityOperations.class)
                        .find(CertificateQuery.all(Integer.MAX_VALUE))
                        .certificates()),
                shown());
    }

    private static String identification(Generation generation) {
        return generation.number() + " " + generation.fingerprint() + " " + generation.phase();
    }

    /** Checks that the authority is there again, as it was. */
    private void checkBack(Kept before) throws IOException, GeneralSecurityException {
        assertEquals(Bundle.ACTIVE, bundle(AUTHORITY).getState());
        Await.until("the authority", () -> context.getServiceReference(AuthorityOperations.class) != null);
        assertEquals(State.VALID, status().state());
        assertEquals(before, kept());
    }
}
