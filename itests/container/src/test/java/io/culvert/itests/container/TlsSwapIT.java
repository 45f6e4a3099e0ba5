package io.culvert.itests.container;

import static org.junit.Assert.assertEquals;

import io.culvert.api.transport.ListenerInfo;
import io.culvert.api.transport.Transport;
import io.culvert.itests.peers.Await;
import io.culvert.itests.peers.Endpoint;
import io.culvert.itests.peers.Flow;
import io.culvert.itests.peers.PeerKind;
import io.culvert.itests.peers.Ports;
import io.culvert.itests.peers.Tunnel;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.apache.karaf.features.FeaturesService;
import org.junit.After;
import org.junit.Test;
import org.osgi.framework.Bundle;

/** Native TLS comes and goes while tunnels over TLS move data. */
public class TlsSwapIT extends InGateway {

    private static final String FEATURE = "culvert-tls-boringssl";
    private static final String BUNDLE = "io.culvert.tls.boringssl";
    private static final String LISTENER = "main";
    private static final int TIMES = 3;
    private static final long DEADLINE_SECONDS = 60;

    @Inject
    FeaturesService features;

    @After
    public void uninstall() throws Exception {
        if (features.isInstalled(features.getFeature(FEATURE))) {
            features.uninstallFeature(FEATURE);
        }
    }

    @Test
    public void tunnelsKeepTheirTlsAndNewPeersGetTheBest() throws Exception {
        Ports ports = securePorts();
        int port = listener().address().getPort();
        try (Tunnel byJava = Tunnel.between(ports, PeerKind.SEED_WEBSOCKET, PeerKind.CLASSIC_WEBSOCKET, token())) {
            Flow there = Flow.start(byJava.first(), byJava.second(), 1);
            Flow back = Flow.start(byJava.second(), byJava.first(), 2);
            features.installFeature(FEATURE);
            awaitTls("BoringSSL");
            try (Tunnel byBoringSsl =
                    Tunnel.between(ports, PeerKind.SEED_WEBSOCKET, PeerKind.CLASSIC_WEBSOCKET, token())) {
                Flow nativeThere = Flow.start(byBoringSsl.first(), byBoringSsl.second(), 3);
                Flow nativeBack = Flow.start(byBoringSsl.second(), byBoringSsl.first(), 4);
                Bundle bundle = bundle(BUNDLE);
                for (int i = 0; i < TIMES; i++) {
                    bundle.stop();
                    awaitTls("Java");
                    progress(there, back, nativeThere, nativeBack);
                    bundle.start();
                    awaitTls("BoringSSL");
                    bundle.update(); // the library is loaded again by another class loader
                    awaitTls("BoringSSL");
                    Await.until("new peers to meet", () -> meet(ports));
                    progress(there, back, nativeThere, nativeBack);
                }
                features.uninstallFeature(FEATURE);
                awaitTls("Java");
                Await.until("new peers to meet", () -> meet(ports));
                progress(there, back, nativeThere, nativeBack);
                stop(nativeThere, nativeBack);
            }
            stop(there, back);
        }
        assertEquals("the same port", port, listener().address().getPort());
        Await.until(
                "every tunnel to close",
                () -> service(Transport.class).tunnels().isEmpty());
    }

    private static void progress(Flow... flows) throws Exception {
        for (Flow flow : flows) {
            flow.awaitProgress();
        }
    }

    /** Checks that every byte has arrived. */
    private static void stop(Flow... flows) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        for (Flow flow : flows) {
            flow.stop(deadline);
        }
    }

    private static boolean meet(Ports ports) {
        try (Tunnel tunnel = Tunnel.between(ports, PeerKind.SEED_WEBSOCKET, PeerKind.CLASSIC_WEBSOCKET, token())) {
            return tunnel.first().ended() == null;
        } catch (IOException | AssertionError e) {
            return false;
        }
    }

    private void awaitTls(String name) {
        Await.until("TLS by " + name, () -> listener().tlsProvider().equals(name));
    }

    private ListenerInfo listener() {
        return service(Transport.class).listeners().stream()
                .filter(listener -> listener.name().equals(LISTENER))
                .findAny()
                .orElseThrow(() -> new AssertionError("no listener " + LISTENER));
    }

    /** The listener with TLS that the distribution comes with, and its own certificate. */
    private Ports securePorts() throws Exception {
        Endpoint secure = new Endpoint("127.0.0.1", listener().address().getPort(), trustingTheGateway());
        return new Ports(secure, ports().stream());
    }
}
