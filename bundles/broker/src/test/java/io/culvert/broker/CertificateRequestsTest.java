package io.culvert.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.AuthenticationService;
import io.culvert.api.auth.Credentials;
import io.culvert.api.broker.SessionInfo;
import io.culvert.api.ca.Issuance;
import io.culvert.api.ca.Refusal;
import io.culvert.api.transport.CloseReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a session asks of the certificate authority. */
class CertificateRequestsTest {

    private static final String FAILED = "The certificate authority failed. Try again later.";
    private static final String NOT_SILENT = "Data received while authenticated but not remote connected.";
    private static final String INACTIVE = "Proxy timeout occurred. The socket was inactive.";

    private final CompletableFuture<Issuance> later = new CompletableFuture<>();
    private final FakeAuthority authority = new FakeAuthority();
    private final FakeGateway gateway = FakeGateway.open();

    @BeforeEach
    void theAuthorityIsThere() {
        gateway.broker.bindCertificateAuthority(authority);
    }

    // Questions and answers

    @Test
    void theAuthoritySeesWhatThePeerSaid() {
        FakeConnection peer = gateway.connect().say("sign 7 secret {U} Bob csr\n");
        assertThat(authority.credentials).containsExactly(new Credentials("secret", "{U}", "Bob", null, peer.info()));
        assertThat(authority.asked).containsExactly("enroll c1 csr");
        assertThat(peer.heard()).containsExactly("7 issued a1");
        assertThat(peer.closed()).isNull();
    }

    @Test
    void everyRequestIsAnsweredWithItsIdAndTheConnectionStaysOpen() {
        FakeConnection peer =
                gateway.connect().say("hello\n").say("sign 1 t - - x\n").say("renew 2 y\n");
        peer.say("authorities 3\n").say("status 4\n").say("hello\n");
        assertThat(peer.heard())
                .containsExactly("welcome", "1 issued a1", "2 issued a1", "3 believe 1", "4 is good", "welcome");
        assertThat(authority.asked).containsExactly("enroll c1 x", "renew c1 y");
        assertThat(peer.closed()).isNull();
    }

    @Test
    void requestsMayComeInPieces() {
        FakeConnection peer = gateway.connect().say("sign 1 t ").say("- - x").say("\n\n");
        assertThat(peer.heard()).containsExactly("1 issued a1");
    }

    @Test
    void aPeerMeetsItsPartnerAfterItsCertificate() {
        FakeConnection first = gateway.connect().say("sign 1 t - - x\n").say("auth t - a -\n");
        FakeConnection second = gateway.connect().say("auth t - b -\n");
        assertThat(first.heard()).containsExactly("1 issued a1", "accepted", "established b");
        assertThat(second.heard()).containsExactly("accepted", "established a");
        assertThat(first.joined() && second.joined()).isTrue();
    }

    @Test
    void afterAuthenticateThereAreNoCertificates() {
        assertClosed(gateway.authenticated("t", "a").say("authorities 1\n"), NOT_SILENT);
        assertThat(authority.asked).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void aRefusalIsAnsweredAndOnlyStrangersAreClosed(Refusal reason) {
        authority.answer = () -> CompletableFuture.completedStage(FakeAuthority.refused(reason));
        for (String request : List.of("sign 1 t - - x\n", "renew 1 x\n")) {
            FakeConnection peer = gateway.connect().say(request);
            assertThat(peer.heard()).containsExactly("1 refused " + reason + " No.");
            if (Set.of(Refusal.NOT_AUTHENTICATED, Refusal.TOKEN_USED_UP, Refusal.REVOKED)
                    .contains(reason)) {
                assertClosed(peer, "Authentication failed.");
            } else {
                assertThat(peer.closed()).isNull();
                assertThat(peer.say("auth t - - 1\n").heard()).hasSize(2).contains("accepted");
                peer.vanish();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sign 5 t - - x\n", "renew 5 x\n", "authorities 5\n", "status 5\n"})
    void withoutAnAuthorityThePeerIsToldSoAndMayGoOn(String request) {
        gateway.broker.unbindCertificateAuthority(authority);
        FakeConnection peer = gateway.connect().say(request).say("auth t - a -\n");
        assertThat(peer.heard()).containsExactly("5 failed This gateway issues no certificates.", "accepted");
    }

    @Test
    void everyRequestAsksTheAuthorityThatIsThere() {
        FakeAuthority next = new FakeAuthority();
        FakeConnection peer = gateway.connect().say("sign 1 t - - x\n");
        gateway.broker.bindCertificateAuthority(next);
        gateway.broker.unbindCertificateAuthority(authority);
        peer.say("sign 2 t - - y\n");
        assertThat(authority.asked).containsExactly("enroll c1 x");
        assertThat(next.asked).containsExactly("enroll c1 y");
    }

    /** As the real one does: it asks the gateway's authenticators, and uses the token. */
    @Test
    void theAuthorityAsksTheAuthenticatorsAndAOneTimeTokenIsGoodForOneCertificate() {
        FakeGateway once = FakeGateway.with(credentials -> credentials.token().equals("wrong")
                ? AuthResult.rejected("wrong")
                : CompletableFuture.completedStage(new AuthResult.Accepted("me")
                        .goodFor(new AuthResult.Uses(1, Instant.parse("2126-01-01T00:00:00Z")))));
        authority.answer = () -> issueTo(once.broker, authority.credentials.get(authority.credentials.size() - 1));
        once.broker.bindCertificateAuthority(authority);
        FakeConnection stranger = once.connect().say("sign 1 wrong - - x\n");
        assertThat(stranger.heard()).containsExactly("1 refused NOT_AUTHENTICATED No.");
        assertClosed(stranger, "Authentication failed.");
        FakeConnection first = once.connect().say("sign 1 t - - x\n");
        assertThat(first.heard()).containsExactly("1 issued a1");
        FakeConnection second = once.connect().say("sign 1 t - - x\n");
        assertThat(second.heard()).containsExactly("1 refused NOT_AUTHENTICATED No.");
        assertThat(first.say("auth t - - -\n").heard()).endsWith("rejected AUTHENTICATION_FAILED");
    }

    private static CompletionStage<Issuance> issueTo(AuthenticationService gateway, Credentials credentials) {
        return gateway.authenticate(credentials)
                .thenCompose(outcome -> outcome instanceof AuthenticationService.Outcome.Admitted admitted
                        ? gateway.use(credentials, admitted.as())
                                .thenApply(good ->
                                        good ? FakeAuthority.issued() : FakeAuthority.refused(Refusal.TOKEN_USED_UP))
                        : CompletableFuture.completedStage(FakeAuthority.refused(Refusal.NOT_AUTHENTICATED)));
    }

    // Silence

    @ParameterizedTest
    @ValueSource(strings = {"hello\n", "hel", "nonsense\n", "auth t - - -\n", "authorities 2\n", "sign 2 t - - y\n"})
    void whatComesAlongWithARequestClosesAndNobodyIsAsked(String more) {
        for (String request : List.of("sign 1 t - - x\n", "renew 1 x\n", "status 1\n")) {
            FakeConnection peer = gateway.connect().say(request + more);
            assertClosed(peer, NOT_SILENT);
            assertThat(peer.heard()).isEmpty();
        }
        assertThat(authority.asked).isEmpty();
    }

    @Test
    void whomToBelieveIsAnsweredWhateverComesAlong() {
        FakeConnection peer = gateway.connect().say("authorities 1\nauthorities 2\nhello\nsign 3 t - - x\n");
        assertThat(peer.heard()).containsExactly("1 believe 1", "2 believe 1", "welcome", "3 issued a1");
        assertThat(peer.say("authorities 4\nauth t - - -\n").heard()).endsWith("4 believe 1", "accepted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello\n", "x", "sign 2 t - - y\n", "auth t - - -\n"})
    void dataWhileTheAuthorityWorksCloses(String more) {
        FakeConnection peer = waiting().say(more);
        assertClosed(peer, NOT_SILENT);
        later.complete(FakeAuthority.issued());
        assertThat(peer.heard()).isEmpty();
        assertThat(authority.asked).containsExactly("enroll c1 x");
    }

    @Test
    void binaryWhileTheAuthorityWorksCloses() {
        assertClosed(waiting().sendBinary(), "Binary message not expected.");
    }

    @Test
    void whiteSpaceIsNoData() {
        FakeConnection peer = waiting().say("\r\n \t");
        later.complete(FakeAuthority.issued());
        assertThat(peer.heard()).containsExactly("1 issued a1");
        assertThat(peer.closed()).isNull();
    }

    // Ends

    @Test
    void theAnswerForSomebodyWhoLeftHasNoEffect() {
        FakeConnection peer = waiting();
        peer.vanish();
        assertThat(gateway.broker.sessions()).isEmpty();
        later.complete(FakeAuthority.issued());
        assertThat(peer.heard()).isEmpty();
        assertThat(gateway.timers.waiting()).as("only the broker's own").isEqualTo(1);
    }

    @Test
    void anOperatorSeesAndClosesWhoWaitsForACertificate() {
        FakeConnection peer = waiting();
        assertThat(gateway.broker.sessions()).singleElement().satisfies(session -> {
            assertThat(session.state()).isEqualTo(SessionInfo.State.CERTIFYING);
            assertThat(session.peer()).isNull();
        });
        CloseReason go = new CloseReason(CloseReason.POLICY, "go");
        assertThat(gateway.broker.close("c1", go)).isTrue();
        assertThat(peer.closed()).isEqualTo(go);
        later.complete(FakeAuthority.refused(Refusal.REVOKED));
        assertThat(peer.heard()).isEmpty();
    }

    @Test
    void theBrokerStopsWhileTheAuthorityWorks() {
        FakeConnection peer = waiting();
        gateway.broker.deactivate();
        assertThat(peer.closed()).isEqualTo(CloseReason.STOPPING);
        later.complete(FakeAuthority.issued());
        assertThat(peer.heard()).isEmpty();
    }

    @Test
    void theAuthorityGoesWhileItWorksAndItsLastAnswerCounts() {
        FakeConnection peer = waiting();
        gateway.broker.unbindCertificateAuthority(authority);
        later.complete(FakeAuthority.refused(Refusal.UNAVAILABLE));
        assertThat(peer.heard()).containsExactly("1 refused UNAVAILABLE No.");
        assertThat(peer.closed()).isNull();
    }

    @Test
    void anAuthorityThatFailsIsTheGatewaysFaultAndThePeerMayGoOn() {
        IllegalStateException gone = new IllegalStateException("gone");
        authority.status = () -> {
            throw gone;
        };
        FakeConnection peer = gateway.connect().say("status 1\n");
        authority.answer = () -> {
            throw gone;
        };
        peer.say("sign 2 t - - x\n");
        authority.answer = () -> CompletableFuture.failedStage(gone);
        peer.say("renew 3 x\n").say("hello\n");
        assertThat(peer.heard())
                .containsExactly(
                        "1 failed " + FAILED,
                        "2 refused UNAVAILABLE " + FAILED,
                        "3 refused UNAVAILABLE " + FAILED,
                        "welcome");
        assertThat(peer.closed()).isNull();
    }

    @Test
    void aStatusIsAskedOnTheWorkersAndRefusedWithoutRoom() {
        gateway.workers.full = true;
        FakeConnection peer = gateway.connect().say("status 1\n");
        gateway.workers.full = false;
        peer.say("status 2\n");
        assertThat(peer.heard()).containsExactly("1 failed " + FAILED, "2 is good");
    }

    @Test
    void aConnectionHasSixteenRequests() {
        FakeConnection peer = gateway.connect();
        for (int i = 1; i <= 4; i++) {
            peer.say("sign 1 t - - x\n").say("renew 2 x\n").say("status 3\n").say("authorities 4\n");
        }
        assertThat(peer.closed()).isNull();
        assertThat(peer.heard()).hasSize(16);
        peer.say("renew 17 x\n");
        assertThat(peer.heard()).hasSize(17).endsWith("17 failed Too many certificate requests on one connection.");
        assertClosed(peer, "Too many certificate requests.");
        assertThat(authority.asked).hasSize(8);
        assertThat(gateway.connect().say("authorities 1\n").heard()).containsExactly("1 believe 1");
    }

    // Timers

    @Test
    void anAuthorityThatIsLateIsAnsweredForAndThePeerClosed() {
        FakeConnection peer = waiting();
        pass(9_999);
        assertThat(peer.closed()).isNull();
        pass(1);
        assertThat(peer.heard()).containsExactly("1 timed out");
        assertClosed(peer, "API call timeouted.");
        later.complete(FakeAuthority.issued());
        assertThat(peer.heard()).containsExactly("1 timed out");
    }

    @Test
    void afterTheAnswerThePeerHasTheInactiveTimeoutAgain() {
        FakeConnection peer = waiting();
        pass(9_000); // longer than the inactive timeout
        later.complete(FakeAuthority.issued());
        pass(7_999);
        assertThat(peer.closed()).isNull();
        pass(1);
        assertClosed(peer, INACTIVE);
    }

    @Test
    void whatTheAuthorityTakesIsNotCountedInTheInactiveLimit() {
        FakeConnection peer = gateway.connect();
        for (int i = 0; i < 4; i++) {
            pass(7_000);
            CompletableFuture<Issuance> answer = new CompletableFuture<>();
            authority.answer = () -> answer;
            peer.say("sign 1 t - - x\n");
            pass(9_000);
            answer.complete(FakeAuthority.issued());
        }
        // 28 of the 32 s are over.
        pass(3_999);
        peer.say("hello\n");
        assertThat(peer.closed()).isNull();
        pass(1);
        assertClosed(peer, INACTIVE);
        assertThat(peer.heard()).hasSize(5);
    }

    @Test
    void timersOfFormerStatesDoNothingAndNoneIsLeft() {
        FakeConnection peer = waiting();
        later.complete(FakeAuthority.issued());
        peer.say("authorities 2\n").say("status 3\n").say("auth t - a -\n");
        FakeConnection partner = gateway.authenticated("t", "b");
        assertThat(peer.joined() && partner.joined()).isTrue();
        assertThat(gateway.timers.waiting()).as("only the broker's own").isEqualTo(1);
    }

    /** A peer that waits for its certificate, asked for with id 1. */
    private FakeConnection waiting() {
        authority.answer = () -> later;
        return gateway.connect().say("sign 1 t - - x\n");
    }

    private void pass(long millis) {
        gateway.timers.pass(Duration.ofMillis(millis));
    }

    private static void assertClosed(FakeConnection peer, String text) {
        assertThat(peer.closed()).isEqualTo(new CloseReason(1011, text));
    }
}
