package io.culvert.itests.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.culvert.itests.peers.Dialect;
import io.culvert.itests.peers.Endpoint;
import io.culvert.itests.peers.Json;
import io.culvert.itests.peers.UpgradeRefused;
import io.culvert.itests.peers.WebSocketPeer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedGateway.class)
class HttpFrontIT {

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void aPlainRequestForTheWebSocketIsToldToUpgrade(GatewayProcess gateway) throws Exception {
        assertThat(get(gateway, "/websocket").statusCode()).isEqualTo(426);
        assertThat(get(gateway, "/websocket").headers().firstValue("Upgrade")).hasValue("websocket");
    }

    @Test
    void anythingElseIsNotFound(GatewayProcess gateway) throws Exception {
        assertThat(get(gateway, "/").statusCode()).isEqualTo(404);
        checkRefused(gateway, "/other", 404);
    }

    @Test
    void aPathThatNamesNoNodeIsNotFound(GatewayProcess gateway) throws Exception {
        assertThat(get(gateway, "/websocket/../etc/passwd").statusCode()).isEqualTo(404);
        assertThat(get(gateway, "/websocket/").statusCode()).isEqualTo(404);
    }

    @Test
    void aPeerForAnotherNodeIsToldWhichOneThisIs(GatewayProcess gateway) throws Exception {
        checkRefused(gateway, "/websocket/elsewhere", 421);
        assertThat(get(gateway, "/websocket/elsewhere").body()).contains("itest");
        Endpoint websocket = gateway.ports().websocket();
        WebSocketPeer.connect(websocket, "/websocket/itest", Dialect.CLASSIC).close();
    }

    @Test
    void itIsReadyAndTellsNothingElse(GatewayProcess gateway) throws Exception {
        HttpResponse<String> ready = get(gateway, "/readyz");
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body()).isEqualTo("ready\n");
        assertThat(ready.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(get(gateway, "/readyz/").statusCode()).isEqualTo(404);
        assertThat(get(gateway, "/system/health").statusCode()).isEqualTo(404);
    }

    @Test
    void itLives(GatewayProcess gateway) throws Exception {
        HttpResponse<String> health = get(gateway, "/healthz");
        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(Json.object(health.body())).isNotEmpty();
    }

    private HttpResponse<String> get(GatewayProcess gateway, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + gateway.ports().websocket().port() + path);
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void checkRefused(GatewayProcess gateway, String path, int status) {
        assertThatExceptionOfType(UpgradeRefused.class)
                .isThrownBy(() -> WebSocketPeer.connect(gateway.ports().websocket(), path, Dialect.CLASSIC))
                .matches(refused -> refused.status() == status);
    }
}
