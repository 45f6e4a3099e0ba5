package io.culvert.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.event.Event;
import io.culvert.api.event.Event.Door;
import io.culvert.api.event.Event.Refusal;
import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.ConnectionInfo;
import io.culvert.api.transport.PeerInfo;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventMetricsTest {

    private static final Instant NOW = FakeGateway.NOW;

    private final FakeGateway gateway = new FakeGateway();
    private final Scrape scrape = gateway.newScrape();
    private final ConnectionInfo connection = FakeGateway.connection("c1");

    @Test
    void countsWhoWasLetInAndWhoWasNot() throws IOException {
        accepted("static", Duration.ofMillis(3));
        accepted("static", Duration.ofMillis(300));
        refused("static", Refusal.REJECTED);
        refused("jwt", Refusal.LATE);
        refused("", Refusal.FAILED);

        assertThat(Text.of(scrape, "culvert_authentications_total"))
                .containsExactlyInAnyOrder(
                        "culvert_authentications_total{authenticator=\"static\",result=\"accepted\"} 2.0",
                        "culvert_authentications_total{authenticator=\"static\",result=\"rejected\"} 1.0",
                        "culvert_authentications_total{authenticator=\"jwt\",result=\"late\"} 1.0",
                        "culvert_authentications_total{authenticator=\"none\",result=\"failed\"} 1.0");
        String bucket = "culvert_authentication_duration_seconds_bucket{authenticator=\"static\",result=\"accepted\",";
        assertThat(Text.of(scrape).lines())
                .contains(
                        bucket + "le=\"0.0025\"} 0",
                        bucket + "le=\"0.005\"} 1",
                        bucket + "le=\"0.25\"} 1",
                        bucket + "le=\"0.5\"} 2",
                        bucket + "le=\"+Inf\"} 2");
    }

    @Test
    void countsEndsByCodesThatMeanSomething() throws IOException {
        ended(CloseReason.REFUSED);
        ended(CloseReason.REFUSED);
        ended(CloseReason.REVOKED);
        ended(3999);
        ended(4000);
        ended(-1);

        assertThat(Text.of(scrape, "culvert_session_ends_total"))
                .contains(
                        "culvert_session_ends_total{code=\"1011\"} 2.0",
                        "culvert_session_ends_total{code=\"4403\"} 1.0",
                        "culvert_session_ends_total{code=\"1000\"} 0.0",
                        "culvert_session_ends_total{code=\"other\"} 3.0")
                .noneMatch(line -> line.contains("secret"));
    }

    @Test
    void countsWhatOperatorsDo() throws IOException {
        gateway.events.happened(new Event.OperatorLogin(NOW, "karaf", "127.0.0.1", false, "Wrong password"));
        gateway.events.happened(new Event.OperatorActed(NOW, "karaf", Door.API, "tunnel.close", "t1", true, ""));

        assertThat(Text.of(scrape).lines())
                .contains(
                        "culvert_operator_logins_total{result=\"failure\"} 1.0",
                        "culvert_operator_logins_total{result=\"success\"} 0.0",
                        "culvert_operator_actions_total{action=\"tunnel.close\",result=\"success\"} 1.0");
        assertThat(Text.of(scrape)).doesNotContain("karaf");
    }

    @Test
    void aHostileNameStaysInsideOfItsLabel() throws IOException {
        accepted("x\",result=\"accepted\"} 99\n# HELP \\ evil\r\u0000\ud800 \u00e4\u20ac", Duration.ZERO);

        assertThat(Text.of(scrape, "culvert_authentications_total"))
                .containsExactly(
                        "culvert_authentications_total{authenticator="
                                + "\"x\\\",result=\\\"accepted\\\"} 99?# HELP \\\\ evil??? \u00e4\u20ac\",result=\"accepted\"} 1.0");
        PromTool.check(Text.of(scrape));
    }

    @Test
    void namesBeyondTheLimitAreCountedTogether() throws IOException {
        for (int i = 0; i < 10 * BoundedLabel.MAX; i++) {
            accepted("authenticator-" + i, Duration.ZERO);
            gateway.authenticators.add(FakeGateway.authenticator("authenticator-" + i, 1));
        }
        accepted("a".repeat(10_000), Duration.ZERO);

        List<String> lines = Text.of(scrape, "culvert_authentications_total");
        assertThat(lines)
                .hasSize(BoundedLabel.MAX + 1)
                .contains("culvert_authentications_total{authenticator=\"other\",result=\"accepted\"} 577.0");
        assertThat(Text.of(scrape, "culvert_authenticator_calls_total"))
                .hasSize(4 * (BoundedLabel.MAX + 1))
                .contains("culvert_authenticator_calls_total{authenticator=\"other\",result=\"accepted\"} 576.0");
    }

    @Test
    void countersGoOnWhenTheBrokerIsReplacedAndTheConsoleIsNew() throws IOException {
        accepted("static", Duration.ZERO);
        gateway.services.clear();
        Scrape another = gateway.newScrape();
        accepted("static", Duration.ZERO);

        assertThat(Text.of(another, "culvert_authentications_total"))
                .containsExactly("culvert_authentications_total{authenticator=\"static\",result=\"accepted\"} 2.0");
    }

    @Test
    void tellsWhatEachAuthenticatorDidAndWhetherItIsAsked() throws IOException {
        gateway.authenticators.add(FakeGateway.authenticator("static", 5));

        assertThat(Text.of(scrape).lines())
                .contains(
                        "culvert_authenticator_calls_total{authenticator=\"static\",result=\"accepted\"} 5.0",
                        "culvert_authenticator_calls_total{authenticator=\"static\",result=\"rejected\"} 1.0",
                        "culvert_authenticator_calls_total{authenticator=\"static\",result=\"abstained\"} 2.0",
                        "culvert_authenticator_calls_total{authenticator=\"static\",result=\"failed\"} 3.0",
                        "culvert_authenticator_remembered_total{authenticator=\"static\"} 4.0",
                        "culvert_authenticator_circuit{authenticator=\"static\",state=\"half_open\"} 1.0",
                        "culvert_authenticator_circuit{authenticator=\"static\",state=\"closed\"} 0.0");
    }

    private void accepted(String authenticator, Duration took) {
        PeerInfo peer = new PeerInfo("somebody", null, null);
        gateway.events.happened(new Event.PeerAccepted(NOW, connection, peer, authenticator, took));
    }

    private void refused(String authenticator, Refusal result) {
        gateway.events.happened(
                new Event.PeerRefused(NOW, connection, null, null, authenticator, result, "why", Duration.ofMillis(1)));
    }

    private void ended(int code) {
        gateway.events.happened(new Event.SessionEnded(NOW, connection, null, new CloseReason(code, "secret")));
    }
}
