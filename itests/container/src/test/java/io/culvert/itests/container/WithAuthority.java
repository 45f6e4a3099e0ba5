package io.culvert.itests.container;

import io.culvert.api.ca.AuthorityOperations;
import io.culvert.api.ca.AuthorityStatus;
import io.culvert.api.ca.AuthorityStatus.State;
import io.culvert.api.transport.ListenerInfo;
import io.culvert.api.transport.Transport;
import io.culvert.itests.peers.Await;
import io.culvert.itests.peers.Credentials;
import io.culvert.itests.peers.Dialect;
import io.culvert.itests.peers.Endpoint;
import io.culvert.itests.peers.Flow;
import io.culvert.itests.peers.PeerKind;
import io.culvert.itests.peers.Tunnel;
import io.culvert.itests.peers.WebSocketPeer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.After;
import org.junit.Before;
import org.osgi.framework.BundleException;

/** A test of the authority in the running gateway. */
abstract class WithAuthority extends InGateway {

    static final String AUTHORITY = "io.culvert.ca";
    static final String DOORS = "io.culvert.ca.http";

    private static final long DEADLINE_SECONDS = 60;

    EnrollingDevice device;

    @Before
    public void awaitAuthority() throws Exception {
        Await.until("the listener with TLS", () -> listening("main"));
        Await.until("an authority that is well", () -> status().state() == State.VALID);
        device = EnrollingDevice.create();
    }

    @After
    public void startEverything() throws BundleException {
        bundle(AUTHORITY).start();
        bundle(DOORS).start();
    }

    static boolean getsIn(Endpoint endpoint) {
        try (WebSocketPeer peer = WebSocketPeer.connect(endpoint, Dialect.CLASSIC)) {
            peer.authenticate(Credentials.of(token()));
            return peer.ended() == null;
        } catch (IOException | AssertionError e) {
            return false;
        }
    }

    boolean listening(String name) {
        return service(Transport.class).listeners().stream()
                .map(ListenerInfo::name)
                .anyMatch(name::equals);
    }

    static int main() {
        return Integer.getInteger("itest.main", 0);
    }

    static Endpoint plain() {
        return ports().websocket();
    }

    static Endpoint secure() throws IOException, GeneralSecurityException {
        return new Endpoint("127.0.0.1", main(), trustingTheGateway());
    }

    /** The status of the answer to a request on the plain listener. */
    static int get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + plain().port() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    AuthorityStatus status() {
        return service(AuthorityOperations.class).status();
    }

    /** What the listener shows to a new connection. */
    static X509Certificate shown() throws IOException, GeneralSecurityException {
        try (SSLSocket client =
                (SSLSocket) trustingTheGateway().getSocketFactory().createSocket("127.0.0.1", main())) {
            client.startHandshake();
            return (X509Certificate) client.getSession().getPeerCertificates()[0];
        }
    }

    /** A tunnel that moves data both ways. */
    static final class Load implements AutoCloseable {

        private final Tunnel tunnel;
        private final Flow there;
        private final Flow back;

        Load() throws IOException {
            tunnel = Tunnel.between(ports(), PeerKind.SEED_WEBSOCKET, PeerKind.CLASSIC_STREAM, token());
            there = Flow.start(tunnel.first(), tunnel.second(), 1);
            back = Flow.start(tunnel.second(), tunnel.first(), 2);
        }

        void awaitProgress() {
            there.awaitProgress();
            back.awaitProgress();
        }

        /** Checks that every byte has arrived. */
        void stop() {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
            there.stop(deadline);
            back.stop(deadline);
        }

        @Override
        public void close() throws IOException {
            tunnel.close();
        }
    }
}
