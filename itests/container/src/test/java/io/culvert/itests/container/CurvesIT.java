package io.culvert.itests.container;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.culvert.itests.peers.Await;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.Before;
import org.junit.Test;
import org.osgi.framework.Bundle;

/** The faster curves come and go; the TLS listener has a certificate of the gateway's own authority. */
public class CurvesIT extends InGateway {

    private static final int TIMES = 10;
    private static final int CLIENTS = 2;

    @Before
    public void awaitTls() {
        Await.until("TLS", () -> {
            try {
                handshake("TLSv1.3");
                return true;
            } catch (IOException | GeneralSecurityException e) {
                return false;
            }
        });
    }

    @Test
    public void theJvmIsAsBeforeOnceTheyAreStopped() throws Exception {
        Bundle curves = bundle("io.culvert.crypto.bouncycastle");
        assertEquals(List.of("CulvertEC", "CulvertEC"), used());
        assertEquals("CulvertEC", providers().get(0));
        curves.stop();
        try {
            assertEquals(List.of("SunEC", "SunEC"), used());
            assertTrue(providers().toString(), !providers().contains("CulvertEC"));
            handshake("TLSv1.3");
            handshake("TLSv1.2");
        } finally {
            curves.start();
        }
        assertEquals(List.of("CulvertEC", "CulvertEC"), used());
        handshake("TLSv1.3");
        handshake("TLSv1.2");
    }

    @Test
    public void noHandshakeFailsWhileTheyAreExchanged() throws Exception {
        Bundle curves = bundle("io.culvert.crypto.bouncycastle");
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger handshakes = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                String version = i == 0 ? "TLSv1.3" : "TLSv1.2";
                clients.add(threads.submit(() -> {
                    while (!done.get()) {
                        handshake(version);
                        handshakes.incrementAndGet();
                    }
                    return null;
                }));
            }
            for (int i = 0; i < TIMES; i++) {
                curves.update();
                awaitMore(handshakes);
                curves.stop();
                awaitMore(handshakes);
                curves.start();
                awaitMore(handshakes);
                refresh(curves);
                awaitMore(handshakes);
            }
            done.set(true);
            for (Future<?> client : clients) {
                client.get();
            }
        } finally {
            done.set(true);
            threads.shutdown();
        }
        assertEquals(Bundle.ACTIVE, curves.getState());
        assertEquals(List.of("CulvertEC", "CulvertEC"), used());
    }

    private static void awaitMore(AtomicInteger handshakes) {
        int target = handshakes.get() + 2 * CLIENTS; // of each client one that has begun since
        Await.until("more handshakes", () -> handshakes.get() >= target);
    }

    private static List<String> providers() {
        return Arrays.stream(Security.getProviders()).map(Provider::getName).toList();
    }

    /** Who makes keys of X25519, and who signs with P-256. */
    private static List<String> used() throws GeneralSecurityException {
        KeyPairGenerator p256 = KeyPairGenerator.getInstance("EC");
        p256.initialize(new ECGenParameterSpec("secp256r1"));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(p256.generateKeyPair().getPrivate());
        return List.of(
                KeyPairGenerator.getInstance("XDH").getProvider().getName(),
                signature.getProvider().getName());
    }

    /** A full handshake with the gateway. */
    private static void handshake(String version) throws IOException, GeneralSecurityException {
        try (SSLSocket client = (SSLSocket) trustingTheGateway()
                .getSocketFactory()
                .createSocket("127.0.0.1", Integer.getInteger("itest.main", 0))) {
            client.setEnabledProtocols(new String[] {version});
            client.startHandshake();
            assertEquals(version, client.getSession().getProtocol());
        }
    }
}
