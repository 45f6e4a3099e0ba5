package io.culvert.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.AuthenticationService.Outcome;
import io.culvert.api.auth.Credentials;
import io.culvert.api.broker.AuthenticatorInfo;
import io.culvert.api.event.Event;
import io.culvert.api.event.Event.PeerAccepted;
import io.culvert.api.event.Event.PeerRefused;
import io.culvert.api.event.Event.Refusal;
import io.culvert.api.event.Event.SessionEnded;
import io.culvert.api.event.EventListener;
import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.PeerInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What others hear of peers. */
class EventsTest {

    private final CompletableFuture<AuthResult> never = new CompletableFuture<>();
    private final List<Event> events = new ArrayList<>();
    private final FakeGateway gateway = FakeGateway.with(credentials -> switch (credentials.token()) {
        case "slow" -> never;
        case "wrong" -> AuthResult.rejected("unknown token wrong of n");
        case "broken" -> throw new IllegalStateException("no database for broken");
        case "strange" -> AuthResult.abstained();
        default -> AuthResult.accepted("somebody");
    });

    EventsTest() {
        gateway.broker.addEventListener(events::add);
    }

    @Test
    void whoIsLetInIsToldWithTheAuthenticatorAndTheTime() {
        FakeConnection peer = gateway.connect().say("auth slow {U} Ann -\n");
        gateway.timers.pass(Duration.ofSeconds(2));
        assertThat(events).isEmpty();
        never.complete(new AuthResult.Accepted("her"));
        assertThat(events).singleElement().isInstanceOfSatisfying(PeerAccepted.class, accepted -> {
            assertThat(accepted.connection()).isEqualTo(peer.info());
            assertThat(accepted.peer()).isEqualTo(new PeerInfo("her", "{U}", "Ann"));
            assertThat(accepted.authenticator()).isEqualTo("fake");
            assertThat(accepted.took()).isEqualTo(Duration.ofSeconds(2));
        });
    }

    @Test
    void aTunnelIsNoEndOfASession() {
        gateway.authenticated("t", "a");
        gateway.authenticated("t", "b");
        assertThat(events).hasSize(2).allMatch(PeerAccepted.class::isInstance);
    }

    @Test
    void whoIsRefusedIsToldOnceWithTheReasonAndWithoutSecrets() {
        refusedWith("auth wrong {U} Ann n\n", Refusal.REJECTED, "fake", "unknown toke*** *** of ***");
        refusedWith("auth strange - - -\n", Refusal.REJECTED, "", "no authenticator knows these credentials");
        gateway.workers.full = true;
        refusedWith("auth any - - -\n", Refusal.FAILED, "", "too many peers are being checked");
    }

    private void refusedWith(String request, Refusal kind, String authenticator, String reason) {
        events.clear();
        FakeConnection peer = gateway.connect().say(request);
        assertThat(events).hasSize(2);
        assertThat(events.get(0)).isInstanceOfSatisfying(PeerRefused.class, refused -> {
            assertThat(refused.connection()).isEqualTo(peer.info());
            assertThat(refused.result()).isEqualTo(kind);
            assertThat(refused.authenticator()).isEqualTo(authenticator);
            if (!reason.contains("toke***")) {
                assertThat(refused.reason()).isEqualTo(reason);
            } else {
                assertThat(refused.reason()).doesNotContain("wrong");
                assertThat(refused.uuid()).isEqualTo("{U}");
                assertThat(refused.name()).isEqualTo("Ann");
            }
        });
        assertThat(events.get(1)).isInstanceOfSatisfying(SessionEnded.class, ended -> {
            assertThat(ended.peer()).isNull();
            assertThat(ended.reason()).isEqualTo(peer.closed());
        });
    }

    @Test
    void aFailureIsToldWithWhatWentWrongAndWithoutSecrets() {
        gateway.connect().say("auth broken - - -\n");
        assertThat(events.get(0)).isInstanceOfSatisfying(PeerRefused.class, refused -> {
            assertThat(refused.result()).isEqualTo(Refusal.FAILED);
            assertThat(refused.authenticator()).isEqualTo("fake");
            assertThat(refused.reason())
                    .startsWith("java.lang.IllegalStateException: no database for ***")
                    .doesNotContain("broken");
        });
    }

    @Test
    void anAuthenticatorThatIsLateAndOneThatIsNotAskedAreTold() {
        gateway.connect().say("auth slow - - -\n");
        gateway.timers.pass(Duration.ofSeconds(5));
        assertThat(events.get(0)).isInstanceOfSatisfying(PeerRefused.class, refused -> {
            assertThat(refused.result()).isEqualTo(Refusal.LATE);
            assertThat(refused.authenticator()).isEqualTo("fake");
            assertThat(refused.took()).isEqualTo(Duration.ofSeconds(5));
        });
        for (int i = 0; i < 10; i++) {
            gateway.connect().say("auth broken - - -\n");
        }
        events.clear();
        gateway.connect().say("auth any - - -\n");
        assertThat(events.get(0)).isInstanceOfSatisfying(PeerRefused.class, refused -> {
            assertThat(refused.result()).isEqualTo(Refusal.FAILED);
            assertThat(refused.reason()).contains("failed too often");
        });
    }

    @Test
    void whoLeavesMeanwhileWasNeitherLetInNorRefused() {
        gateway.connect().say("auth slow - - -\n").vanish();
        never.complete(new AuthResult.Accepted("her"));
        assertThat(events).singleElement().isInstanceOf(SessionEnded.class);
    }

    @Test
    void theEndIsToldOnceWithWhoItWas() {
        FakeConnection peer = gateway.connect().say("auth t {U} Ann -\n");
        events.clear();
        gateway.timers.pass(Duration.ofSeconds(8));
        peer.vanish();
        assertThat(events).singleElement().isInstanceOfSatisfying(SessionEnded.class, ended -> {
            assertThat(ended.connection()).isEqualTo(peer.info());
            assertThat(ended.peer()).isEqualTo(new PeerInfo("somebody", "{U}", "Ann"));
            assertThat(ended.reason()).isEqualTo(Refusals.ALONE);
        });
        events.clear();
        gateway.connect().vanish();
        assertThat(events).singleElement().isInstanceOfSatisfying(SessionEnded.class, ended -> {
            assertThat(ended.peer()).isNull();
            assertThat(ended.reason().code()).isEqualTo(CloseReason.ABNORMAL);
        });
    }

    @Test
    void askingByOtherWaysIsToldToo() {
        for (String token : List.of("any", "wrong", "slow")) {
            gateway.broker.authenticate(
                    new Credentials(token, null, null, null, new FakeConnection("http-1", 1).info()));
        }
        gateway.broker.deactivate();
        assertThat(events)
                .extracting(event -> event instanceof PeerRefused refused ? refused.result() : event.getClass())
                .containsExactly(PeerAccepted.class, Refusal.REJECTED, Refusal.FAILED);
    }

    @Test
    void outcomesSayWhoDecidedAndWhy() {
        Credentials credentials = new Credentials("any", null, null, null, new FakeConnection("http-1", 1).info());
        assertThat(gateway.broker.authenticate(credentials).toCompletableFuture())
                .isCompletedWithValue(new Outcome.Admitted(new AuthResult.Accepted("somebody"), "fake"));
    }

    @Test
    void aListenerThatThrowsHarmsNobody() {
        gateway.broker.addEventListener(event -> {
            throw new IllegalStateException("listener");
        });
        List<Event> later = new ArrayList<>();
        EventListener leaving = later::add;
        gateway.broker.addEventListener(leaving);
        FakeConnection peer = gateway.authenticated("t", "a");
        assertThat(peer.heard()).containsExactly("accepted");
        assertThat(events).hasSize(1);
        assertThat(later).hasSize(1);
        gateway.broker.removeEventListener(leaving);
        peer.vanish();
        assertThat(events).hasSize(2);
        assertThat(later).hasSize(1);
    }

    @Test
    void anAuthenticatorsConfigurationIsKnownInWhateverFormItComes() {
        Map.<Object, String>ofEntries(
                        entry("one", "one"),
                        entry(new String[] {"first", "second"}, "first"),
                        entry(List.of("first", "second"), "first"))
                .forEach((property, pid) -> assertThat(pidOf(property)).isEqualTo(pid));
        assertThat(pidOf(new String[0])).isNull();
        assertThat(pidOf(List.of())).isNull();
        assertThat(pidOf(7)).isNull();
    }

    private static @org.jspecify.annotations.Nullable String pidOf(Object property) {
        FakeGateway gateway = new FakeGateway(Settings.DEFAULTS);
        gateway.broker.addAuthenticator(
                credentials -> AuthResult.abstained(),
                new FakeReference(Map.of("service.id", 1L, "service.pid", property)));
        List<AuthenticatorInfo> infos = gateway.broker.authenticators();
        return infos.get(0).pid();
    }
}
