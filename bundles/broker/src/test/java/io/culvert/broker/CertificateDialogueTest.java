package io.culvert.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.ca.Refusal;
import io.culvert.api.codec.Codec;
import io.culvert.api.transport.CloseReason;
import io.culvert.codec.jsonrpc.JsonRpcCodec;
import java.lang.reflect.Constructor;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates in the protocol's own words, with the real codec. */
class CertificateDialogueTest {

    private static final String SIGN =
            "{\"id\":\"5\",\"method\":\"Certificate.Sign\",\"params\":{\"token\":\"t\",\"csr\":\"please!\"}}";
    private static final String SEED =
            "{\"id\":6,\"method\":\"Authentication.Authenticate\",\"params\":{\"token\":\"t\"}}";
    private static final String CLASSIC = "{\"id\":6,\"method\":\"Authentication.Authenticate\","
            + "\"params\":{\"token\":\"t\",\"uuid\":\"{u}\",\"name\":\"Phone\"}}";

    private final FakeAuthority authority = new FakeAuthority();
    private final FakeGateway gateway = new FakeGateway(Settings.DEFAULTS, codec());

    CertificateDialogueTest() throws ReflectiveOperationException {}

    /** As it is outside of OSGi. */
    private static Codec codec() throws ReflectiveOperationException {
        Constructor<JsonRpcCodec> constructor = JsonRpcCodec.class.getDeclaredConstructor(String.class, String.class);
        constructor.setAccessible(true);
        return constructor.newInstance("gateway", "1.2.3");
    }

    @BeforeEach
    void everybodyIsLetIn() {
        gateway.add(credentials -> AuthResult.accepted("somebody"));
        gateway.broker.bindCertificateAuthority(authority);
    }

    @ParameterizedTest
    @ValueSource(strings = {SEED, CLASSIC})
    void aPeerOfEitherDialectGetsItsCertificateAndThenItsTunnel(String authenticate) {
        FakeConnection peer = gateway.connect().say(SIGN + "\n");
        assertThat(peer.heard())
                .singleElement()
                .asString()
                .startsWith("{\"id\":5,\"params\":{\"certificate\":\"-----BEGIN CERTIFICATE-----\\n")
                .contains("\",\"chain\":\"-----BEGIN CERTIFICATE-----\\n")
                .endsWith("-----END CERTIFICATE-----\\n\"},\"status\":\"success\"}\n");
        peer.say(authenticate);
        assertThat(peer.heard())
                .hasSize(2)
                .last()
                .asString()
                .startsWith("{\"id\":6,")
                .contains("\"success\"");
        FakeConnection partner = gateway.connect().say(SEED);
        assertThat(peer.joined() && partner.joined()).isTrue();
        assertThat(peer.heard()).hasSize(3).last().asString().contains("\"notification\":");
        assertThat(authority.asked).containsExactly("enroll c1 please!");
    }

    @Test
    void aRefusedTokenIsAnErrorAndTheEnd() {
        authority.answer = () -> CompletableFuture.completedStage(FakeAuthority.refused(Refusal.NOT_AUTHENTICATED));
        FakeConnection peer = gateway.connect().say(SIGN);
        assertThat(peer.heard())
                .containsExactly(
                        "{\"id\":5,\"status\":\"error\",\"error\":\"Certificate refused (not-authenticated): No.\"}\n");
        assertThat(peer.closed()).isEqualTo(new CloseReason(1011, "Authentication failed."));
    }

    @Test
    void anotherRefusalIsAnErrorAndThePeerMayTryAgain() {
        authority.answer = () -> CompletableFuture.completedStage(FakeAuthority.refused(Refusal.WEAK_KEY));
        FakeConnection peer = gateway.connect().say(SIGN);
        authority.answer = () -> CompletableFuture.completedStage(FakeAuthority.issued());
        peer.say(SIGN);
        assertThat(peer.heard()).hasSize(2).last().asString().contains("BEGIN CERTIFICATE");
        assertThat(peer.heard().get(0))
                .isEqualTo("{\"id\":5,\"status\":\"error\",\"error\":\"Certificate refused (weak-key): No.\"}\n");
    }

    @Test
    void lateAnswersAreErrorsWithTheIdOfTheirRequest() {
        authority.answer = CompletableFuture::new;
        FakeConnection peer = gateway.connect().say(SIGN);
        gateway.timers.pass(Settings.DEFAULTS.answer());
        assertThat(peer.heard()).containsExactly("{\"id\":5,\"status\":\"error\",\"error\":\"Command timed out\"}\n");
        assertThat(peer.closed()).isEqualTo(new CloseReason(1011, "API call timeouted."));
    }

    @Test
    void aRequestThatComesInPiecesIsOne() {
        FakeConnection peer = gateway.connect();
        SIGN.chars().mapToObj(Character::toString).forEach(piece -> {
            assertThat(peer.heard()).isEmpty();
            peer.say(piece);
        });
        assertThat(peer.heard()).hasSize(1);
        assertThat(peer.closed()).isNull();
    }

    @Test
    void theBeginningOfAnotherMessageBehindARequestIsNoSilence() {
        FakeConnection peer = gateway.connect().say(SIGN + "\n{");
        assertThat(peer.closed()).isEqualTo(Refusals.NOT_SILENT);
        assertThat(authority.asked).isEmpty();
    }

    @Test
    void paramsThatCannotBeReadCloseAsEveryWhere() {
        FakeConnection peer = gateway.connect()
                .say("{\"id\":5,\"method\":\"Certificate.Status\",\"params\":{\"certificate\":\"mine\"}}");
        assertThat(peer.heard())
                .singleElement()
                .asString()
                .contains("Invalid params: Param certificate is not an X.509 certificate");
        assertThat(peer.closed()).isEqualTo(new CloseReason(1011, "Invalid params passed."));
    }
}
