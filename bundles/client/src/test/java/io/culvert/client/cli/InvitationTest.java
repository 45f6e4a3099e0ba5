package io.culvert.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InvitationTest {

    private static Invitation parse(String text) {
        return Invitation.parse(text.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    @Test
    void readsWhatTheGatewaySends() {
        Invitation invitation = parse(
                "{\"url\":\"wss://gw.example\",\"token\":\"t\",\"nonce\":\"n\",\"expires\":\"2030-01-01T00:00:00Z\",\"x\":[{}]}");
        assertThat(invitation)
                .isEqualTo(new Invitation(
                        URI.create("wss://gw.example"), "t", "n", Instant.parse("2030-01-01T00:00:00Z")));
        assertThat(invitation.expired(Instant.parse("2030-01-01T00:00:00Z"))).isFalse();
        assertThat(invitation.expired(Instant.parse("2030-01-01T00:00:01Z"))).isTrue();
        assertThat(invitation).hasToString("Invitation[token=***]");
    }

    @Test
    void readsTheLayoutOfNymea() {
        Invitation invitation = parse("{\"token\":\"t\",\"nonce\":\"n\",\"timestamp\":1}");
        assertThat(invitation).isEqualTo(new Invitation(null, "t", "n", null));
        assertThat(invitation.leadsTo(URI.create("wss://gw.example"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "{\"token\":\"\"}",
                "{\"token\":\"t\",\"url\":\"a b\"}",
                "{\"token\":\"t\",\"expires\":\"soon\"}",
                "{\"token\":\"t\",\"expires\":\"99999999999999999999\"}"
            })
    void everythingElseIsNone(String text) {
        assertThat(Invitation.parse(text.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "wss://gw.example, wss://gw.example:443/other, true",
        "wss://gw.example, WSS://GW.example/, true",
        "ws://gw.example, ws://gw.example:80, true",
        "wss://gw.example, wss://gw.example.evil, false",
        "wss://gw.example, wss://gw.example@evil, false",
        "wss://gw.example, wss://gw.example:8443, false",
        "wss://gw.example, ws://gw.example:443, false",
        "tls://gw.example:8444, tls://gw.example:8444, true",
        "wss://gw.example, mailto:a, false",
        "wss://gw.example, gw.example, false"
    })
    void leadsToTheAllowedGatewayOnly(String allowed, String url, boolean leads) {
        assertThat(parse("{\"token\":\"t\",\"url\":\"" + url + "\"}").leadsTo(URI.create(allowed)))
                .isEqualTo(leads);
    }
}
