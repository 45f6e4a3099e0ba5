package io.culvert.codec.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.api.codec.AuthFailure;
import io.culvert.api.codec.CodecSession;
import io.culvert.api.codec.Message;
import io.culvert.api.transport.PeerInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DialectTest {

    private static final PeerInfo PARTNER = new PeerInfo("identity", "{partner uuid}", "Partner \"ß\"");

    private final JsonRpcCodec codec = new JsonRpcCodec("gateway", "1.2.3");

    @Test
    void aTokenAloneIsTheSeedDialect() {
        Peer peer = new Peer(codec);
        assertThat(peer.sends(Peer.SEED)).containsExactly(new Message.Authenticate("t", null, null, null));
        assertThat(peer.session().accepted()).isEqualTo("{\"id\":0,\"status\":\"success\"}\n");
        assertThat(peer.session().established(PARTNER))
                .isEqualTo("{\"id\":\"1\",\"notification\":\"Tunnel.Established\"}\n");
    }

    @Test
    void aTokenWithUuidAndNameIsTheClassicDialect() {
        Peer peer = new Peer(codec);
        assertThat(peer.sends(Peer.CLASSIC)).containsExactly(new Message.Authenticate("t", "{u}", "n", "o"));
        assertThat(peer.session().accepted())
                .isEqualTo("{\"id\":1,\"params\":{\"authenticationError\":\"AuthenticationErrorNoError\"},"
                        + "\"status\":\"success\"}\n");
        assertThat(peer.session().established(PARTNER))
                .isEqualTo("{\"id\":0,\"notification\":\"RemoteProxy.TunnelEstablished\","
                        + "\"params\":{\"name\":\"Partner \\\"ß\\\"\",\"uuid\":\"{partner uuid}\"}}\n");
    }

    @Test
    void anAbsentNonceIsNotAnEmptyOne() {
        assertThat(new Peer(codec).sends(Peer.CLASSIC.replace(",\"nonce\":\"o\"", "")))
                .containsExactly(new Message.Authenticate("t", "{u}", "n", null));
        assertThat(new Peer(codec).sends(Peer.CLASSIC.replace("\"o\"", "\"\"")))
                .containsExactly(new Message.Authenticate("t", "{u}", "n", ""));
    }

    @Test
    void theOrderOfKeysDoesNotMatter() {
        assertThat(new Peer(codec)
                        .sends("{\"params\":{\"nonce\":\"o\",\"token\":\"t\",\"name\":\"n\",\"uuid\":\"{u}\"},"
                                + "\"method\":\"Authentication.Authenticate\",\"id\":1}"))
                .containsExactly(new Message.Authenticate("t", "{u}", "n", "o"));
        assertThat(new Peer(codec)
                        .sends("{\"params\":{\"token\":\"t\"},\"id\":0,\"method\":\"Authentication.Authenticate\"}"))
                .containsExactly(new Message.Authenticate("t", null, null, null));
    }

    @Test
    void classicNotificationsAreCountedForTheWholeServer() {
        assertThat(asked(Peer.CLASSIC).established(PARTNER)).startsWith("{\"id\":0,");
        assertThat(asked(Peer.SEED).established(PARTNER)).startsWith("{\"id\":\"1\",");
        assertThat(asked(Peer.CLASSIC).established(PARTNER)).startsWith("{\"id\":1,");
    }

    @Test
    void aPartnerWithoutNameAndUuidHasEmptyOnes() {
        assertThat(asked(Peer.CLASSIC).established(new PeerInfo("identity", null, null)))
                .endsWith("\"params\":{\"name\":\"\",\"uuid\":\"\"}}\n");
    }

    @ParameterizedTest
    @CsvSource({
        "AUTHENTICATION_FAILED,AuthenticationErrorAuthenticationFailed",
        "TIMEOUT,AuthenticationErrorTimeout",
        "PROXY_ERROR,AuthenticationErrorProxyError",
        "ABORTED,AuthenticationErrorAborted"
    })
    void aClassicRefusalIsASuccessWithAnError(AuthFailure failure, String error) {
        assertThat(asked(Peer.CLASSIC).rejected(failure))
                .isEqualTo(
                        "{\"id\":1,\"params\":{\"authenticationError\":\"" + error + "\"},\"status\":\"success\"}\n");
    }

    @ParameterizedTest
    @CsvSource({
        "AUTHENTICATION_FAILED,Invalid token. You are not allowed to use this server.",
        "TIMEOUT,The token could not be checked in time. Try again later.",
        "PROXY_ERROR,The token could not be checked. Try again later.",
        "ABORTED,The check of the token was aborted. Try again later."
    })
    void aSeedRefusalIsAnError(AuthFailure failure, String error) {
        assertThat(asked(Peer.SEED).rejected(failure))
                .isEqualTo("{\"id\":0,\"status\":\"error\",\"error\":\"" + error + "\"}\n");
    }

    @ParameterizedTest
    @CsvSource({"\"12\",12", "12,12", "-1,-1", "0.0,0"})
    void answersHaveTheIdOfTheQuestion(String sent, String echoed) {
        String start = "{\"id\":" + echoed + ",";
        CodecSession session = asked(Peer.CLASSIC.replace("\"id\":1", "\"id\":" + sent));
        assertThat(session.accepted()).startsWith(start);
        assertThat(session.rejected(AuthFailure.TIMEOUT)).startsWith(start);
        assertThat(session.timedOut()).isEqualTo(start + "\"status\":\"error\",\"error\":\"Command timed out\"}\n");
    }

    @Test
    void aSecondQuestionDoesNotChangeTheAnswerToTheFirst() {
        Peer peer = new Peer(codec);
        assertThat(peer.sends(Peer.CLASSIC + Peer.SEED)).hasSize(2);
        assertThat(peer.sends(Peer.HELLO)).hasSize(1);
        assertThat(peer.session().accepted()).startsWith("{\"id\":1,\"params\"");
    }

    @Test
    void thereIsNoAnswerBeforeAQuestion() {
        CodecSession session = codec.open();
        assertThatThrownBy(session::accepted).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> session.rejected(AuthFailure.TIMEOUT)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(session::timedOut).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> session.established(PARTNER)).isInstanceOf(IllegalStateException.class);
    }

    private CodecSession asked(String question) {
        Peer peer = new Peer(codec);
        assertThat(peer.sends(question)).hasSize(1);
        return peer.session();
    }
}
