package io.culvert.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.Credentials;
import io.culvert.api.transport.CloseReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SessionTest {

    private final CompletableFuture<AuthResult> answer = new CompletableFuture<>();
    private final List<Credentials> asked = new ArrayList<>();
    private final FakeGateway gateway = FakeGateway.with(credentials -> {
        asked.add(credentials);
        return answer;
    });

    @Test
    void questionsAreAnsweredBeforeAuthentication() {
        FakeConnection peer = gateway.connect().say("hello\nhel").say("lo\n");
        assertThat(peer.heard()).containsExactly("welcome", "welcome");
        assertThat(peer.closed()).isNull();
    }

    @Test
    void whatIsMalformedIsAnsweredAndClosed() {
        FakeConnection peer = gateway.connect().say("hello\nnonsense\nhello\n");
        assertThat(peer.heard()).containsExactly("welcome", "what?");
        assertThat(peer.closed()).isEqualTo(FakeCodec.MALFORMED);
    }

    @Test
    void binaryIsRefusedInEveryState() {
        assertClosed(gateway.connect().sendBinary(), "Binary message not expected.");
        assertClosed(gateway.authenticated("token", "a").sendBinary(), "Binary message not expected.");
        answer.complete(new AuthResult.Accepted("me"));
        FakeConnection waiting = gateway.authenticated("token", "b");
        assertThat(waiting.heard()).containsExactly("accepted");
        assertClosed(waiting.sendBinary(), "Binary message not expected.");
        assertThat(gateway.rendezvous.isFree(FakeGateway.key("token", null))).isTrue();
    }

    @Test
    void authenticatorsSeeWhatThePeerSaid() {
        FakeConnection peer = gateway.connect().say("auth secret {U} Bob once\n");
        assertThat(asked).containsExactly(new Credentials("secret", "{U}", "Bob", "once", peer.info()));
    }

    @Test
    void rejectionIsAnsweredBeforeTheEnd() {
        FakeConnection peer = gateway.authenticated("token", "a");
        answer.complete(new AuthResult.Rejected("no"));
        assertThat(peer.heard()).containsExactly("rejected AUTHENTICATION_FAILED");
        assertClosed(peer, "Authentication failed.");
    }

    @Test
    void withoutAuthenticatorsEverybodyIsRejected() {
        FakeConnection peer = new FakeGateway(Settings.DEFAULTS).authenticated("token", "a");
        assertThat(peer.heard()).containsExactly("rejected AUTHENTICATION_FAILED");
    }

    @Test
    void aSecondAuthenticateClosesAndIsNeverChecked() {
        FakeConnection peer = gateway.connect().say("auth one - - -\n").say("auth two - - -\n");
        answer.complete(new AuthResult.Accepted("one"));
        assertClosed(peer, "Data received while authenticated but not remote connected.");
        assertThat(asked).extracting(Credentials::token).containsExactly("one");
        assertThat(peer.heard()).isEmpty();
        assertThat(gateway.rendezvous.isFree(FakeGateway.key("one", null))).isTrue();
    }

    @Test
    void whateverComesTogetherWithAuthenticateClosesWithoutACheck() {
        for (String more : List.of("auth two - - -\n", "hello\n", "hel", "nonsense\n")) {
            FakeConnection peer = gateway.connect().say("auth one - - -\n" + more);
            assertClosed(peer, "Data received while authenticated but not remote connected.");
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void dataWhileWaitingCloses() {
        answer.complete(new AuthResult.Accepted("me"));
        FakeConnection peer = gateway.authenticated("token", "a");
        assertThat(peer.closed()).isNull();
        assertClosed(peer.say("x"), "Data received while authenticated but not remote connected.");
        assertThat(gateway.rendezvous.isFree(FakeGateway.key("token", null))).isTrue();
    }

    @Test
    void whiteSpaceIsNoData() {
        FakeConnection peer = gateway.connect().say("auth token - - -\n \r\n").say("\t\r\n ");
        answer.complete(new AuthResult.Accepted("me"));
        peer.say("\n");
        assertThat(peer.closed()).isNull();
        assertThat(peer.heard()).containsExactly("accepted");
    }

    // Timers

    @Test
    void theInactiveAreClosed() {
        FakeConnection peer = gateway.connect();
        pass(7_999);
        assertThat(peer.closed()).isNull();
        pass(1);
        assertClosed(peer, "Proxy timeout occurred. The socket was inactive.");
    }

    @Test
    void onlyACompleteMessageIsActivity() {
        FakeConnection talking = gateway.connect();
        FakeConnection mumbling = gateway.connect();
        pass(5_000);
        talking.say("hello\n");
        mumbling.say("hel");
        pass(5_000);
        assertThat(talking.closed()).isNull();
        assertClosed(mumbling, "Proxy timeout occurred. The socket was inactive.");
    }

    @Test
    void noActivityPutsOffTheInactiveLimit() {
        FakeConnection peer = gateway.connect();
        for (int i = 0; i < 31; i++) {
            pass(1_000);
            peer.say("hello\n");
        }
        assertThat(peer.closed()).isNull();
        pass(1_000);
        assertClosed(peer, "Proxy timeout occurred. The socket was inactive.");
    }

    @Test
    void lateAuthenticationIsAnsweredAndClosed() {
        FakeGateway slow = new FakeGateway(timeouts(4, 10));
        slow.add(credentials -> answer);
        FakeConnection peer = slow.authenticated("token", "a");
        slow.timers.pass(Duration.ofSeconds(4));
        assertThat(peer.heard()).containsExactly("rejected TIMEOUT");
        assertClosed(peer, "Authentication timeouted.");
        answer.complete(new AuthResult.Accepted("me"));
        assertThat(peer.heard()).containsExactly("rejected TIMEOUT");
        assertThat(slow.rendezvous.isFree(FakeGateway.key("token", null))).isTrue();
    }

    @Test
    void theBoundOnAnyAnswerCountsWhenItIsTheShorterOne() {
        FakeGateway slow = new FakeGateway(timeouts(4, 3));
        slow.add(credentials -> answer);
        FakeConnection peer = slow.authenticated("token", "a");
        slow.timers.pass(Duration.ofSeconds(3));
        assertThat(peer.heard()).containsExactly("timed out");
        assertClosed(peer, "API call timeouted.");
    }

    @Test
    void theLonelyAreClosedAndTheirKeyIsFree() {
        answer.complete(new AuthResult.Accepted("me"));
        FakeConnection peer = gateway.authenticated("token", "a");
        pass(7_999);
        assertThat(peer.closed()).isNull();
        pass(1);
        assertClosed(peer, "Proxy timeout occurred. The tunnel partner did not show up.");
        assertThat(gateway.rendezvous.isFree(FakeGateway.key("token", null))).isTrue();
    }

    @Test
    void timersOfFormerStatesDoNothing() {
        FakeConnection peer = gateway.connect();
        pass(7_000);
        peer.say("auth token - - -\n");
        pass(4_000); // past the inactive timeout
        answer.complete(new AuthResult.Accepted("me"));
        pass(7_000); // past the authentication timeout
        assertThat(peer.closed()).isNull();
        assertThat(peer.heard()).containsExactly("accepted");
        FakeConnection partner = gateway.authenticated("token", "b");
        pass(60_000);
        assertThat(peer.joined() && partner.joined()).isTrue();
        assertThat(gateway.transport.closings()).isEmpty();
    }

    @Test
    void anAnswerForSomebodyWhoLeftHasNoEffect() {
        FakeConnection peer = gateway.authenticated("token", "a");
        peer.vanish();
        answer.complete(new AuthResult.Accepted("me"));
        assertThat(peer.heard()).isEmpty();
        assertThat(gateway.broker.sessions()).isEmpty();
        assertThat(gateway.rendezvous.isFree(FakeGateway.key("token", null))).isTrue();
    }

    private void pass(long millis) {
        gateway.timers.pass(Duration.ofMillis(millis));
    }

    private static Settings timeouts(int authentication, int answer) {
        Settings usual = Settings.DEFAULTS;
        return new Settings(
                usual.inactive(),
                usual.inactiveLimit(),
                Duration.ofSeconds(authentication),
                Duration.ofSeconds(answer),
                usual.alone(),
                Duration.ofSeconds(60),
                1,
                1);
    }

    private static void assertClosed(FakeConnection peer, String text) {
        assertThat(peer.closed()).isEqualTo(new CloseReason(1011, text));
    }
}
