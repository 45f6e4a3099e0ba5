package io.culvert.itests.container;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.culvert.api.broker.AuthenticatorInfo;
import io.culvert.api.broker.Broker;
import io.culvert.itests.peers.Await;
import io.culvert.itests.peers.Credentials;
import io.culvert.itests.peers.Peer;
import io.culvert.itests.peers.PeerKind;
import io.culvert.itests.peers.Tunnel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.karaf.features.FeaturesService;
import org.junit.After;
import org.junit.Test;

/** Peers are let in by an HTTPS service: the feature is installed and a file put into etc/ while the gateway runs. */
public class HttpAuthenticatorIT extends InGateway {

    private static final String FEATURE = "culvert-authenticator-http";
    private static final String NAME = "cloud of this test";
    private static final Path ETC = Path.of(System.getProperty("karaf.etc", ""));
    private static final Path FILE = ETC.resolve("io.culvert.authenticator.http-itests.config");

    @Inject
    FeaturesService features;

    @After
    public void uninstall() throws Exception {
        Files.deleteIfExists(FILE);
        Await.until("the authenticator to go", () -> info().isEmpty());
        if (features.isInstalled(features.getFeature(FEATURE))) {
            features.uninstallFeature(FEATURE);
        }
    }

    @Test
    public void theServiceDecides() throws Exception {
        features.installFeature(FEATURE);
        try (TokenServer server = TokenServer.start(ETC.resolve("token-server.pem"))) {
            configure(server.port());
            Await.until("the authenticator to come", () -> info().isPresent());

            server.answer = "{\"valid\":true,\"subject\":\"alice\",\"scope\":\"alice\"}";
            try (Tunnel tunnel = Tunnel.between(
                    ports(),
                    PeerKind.CLASSIC_WEBSOCKET,
                    PeerKind.CLASSIC_STREAM,
                    Credentials.of("cloud-1"),
                    Credentials.of("cloud-2"))) {
                assertTrue(tunnel.first().ended() == null);
            }
            assertTrue(server.lastRequest + server.failures, server.lastRequest.contains("\"token\":\"cloud-"));

            server.answer = "{\"valid\":false}";
            assertEquals("AuthenticationErrorAuthenticationFailed", refusal("cloud-3"));

            server.answer = "{\"valid\":\"perhaps\"}";
            assertEquals("AuthenticationErrorProxyError", refusal("cloud-4"));

            int asked = server.requests.get();
            assertTrue("other tokens go to other authenticators", opens(ports()));
            assertEquals(asked, server.requests.get());
        }
        assertEquals("AuthenticationErrorProxyError", refusal("cloud-5"));
        AuthenticatorInfo info = info().orElseThrow();
        assertEquals(2, info.accepted());
        assertEquals(1, info.rejected());
        assertEquals(2, info.failed());
        String error = String.valueOf(info.lastError());
        assertTrue(error, error.contains("https://localhost:") && !error.contains("cloud-5"));
    }

    private static void configure(int port) throws IOException {
        Files.writeString(
                FILE,
                String.join(
                        "\n",
                        "name = \"" + NAME + "\"",
                        "url = \"https://localhost:" + port + "/check\"",
                        "pattern = \"cloud-.*\"",
                        "ca = \"etc/token-server.pem\"",
                        "timeout = I\"20\"",
                        "deadline = I\"25\"",
                        ""));
    }

    /** What a peer with this token is told. */
    private static String refusal(String token) throws IOException {
        try (Peer peer = PeerKind.CLASSIC_WEBSOCKET.connect(ports())) {
            peer.present(Credentials.of(token));
            return peer.document().get("params") instanceof Map<?, ?> params
                    ? String.valueOf(params.get("authenticationError"))
                    : "none";
        }
    }

    private Optional<AuthenticatorInfo> info() {
        return service(Broker.class).authenticators().stream()
                .filter(authenticator -> authenticator.name().equals(NAME))
                .findAny();
    }
}
