package io.culvert.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayAddressTest {

    @Test
    void aWebSocketHasADefaultPortAndPath() {
        assertThat(GatewayAddress.of(URI.create("wss://gw.example")))
                .isEqualTo(new GatewayAddress(true, true, "gw.example", 443, "/websocket"));
        assertThat(GatewayAddress.of(URI.create("WS://gw.example/")))
                .isEqualTo(new GatewayAddress(true, false, "gw.example", 80, "/websocket"));
        assertThat(GatewayAddress.of(URI.create("wss://gw.example:8443/websocket/node-2?x=%20y")))
                .isEqualTo(new GatewayAddress(true, true, "gw.example", 8443, "/websocket/node-2?x=%20y"));
    }

    @Test
    void anIpv6AddressKeepsItsBracketsWhereTheyBelong() {
        GatewayAddress address = GatewayAddress.of(URI.create("tls://[::1]:8444"));
        assertThat(address.host()).isEqualTo("::1");
        assertThat(address.authority()).isEqualTo("[::1]:8444");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://gw.example",
                "gw.example:8443",
                "tls://gw.example",
                "tcp://gw.example",
                "wss:///x",
                "wss://user:password@gw.example",
                "wss://gw.example:0",
                "wss://gw.example:99999",
                "wss://gw.example#f"
            })
    void otherUrlsAreExplained(String url) {
        assertThatThrownBy(() -> GatewayAddress.of(URI.create(url)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The gateway's URL");
    }
}
