package io.culvert.itests.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.itests.gateway.GatewayProcess;
import io.culvert.itests.gateway.GatewayShell;
import io.culvert.itests.peers.Await;
import io.culvert.itests.peers.PeerKind;
import io.culvert.itests.peers.Tunnel;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Nodes, drained and resumed, and what to put before them. */
@ExtendWith(InBrowser.class)
class ClusterIT {

    @Test
    void drainsAndResumes(Visit visit) throws Exception {
        GatewayProcess gateway = visit.gateway();
        visit.logIn(User.OPERATOR);
        try (Tunnel old =
                Tunnel.between(gateway.ports(), PeerKind.CLASSIC_WEBSOCKET, PeerKind.CLASSIC_STREAM, "token-6")) {
            visit.open(DashboardPage.CLUSTER);
            assertThat(visit.card("itest")).containsText("/websocket/itest");
            visit.button("Drain").click();
            visit.screenshot("cluster-drain");
            visit.dialogButton("Drain").click();
            assertThat(visit.card("itest")).containsText("draining");
            Await.until("newcomers to be turned away", () -> !meet(gateway));
            visit.screenshot("cluster-draining");
            byte[] message = {1, 2, 3};
            old.first().send(false, message, 0, message.length);
            assertThat(old.second().receive(new byte[16])).isEqualTo(message.length);

            visit.button("Resume").click();
            assertThat(visit.card("itest")).containsText("ready");
        } finally {
            // Whatever has failed, other tests need the gateway.
            GatewayShell.of(gateway).execute("culvert:drain --stop");
        }

        Await.until("newcomers to be let in", () -> meet(gateway));
    }

    @Test
    void copiesTheConfigurationOfABalancer(Visit visit) {
        visit.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
        visit.logIn(User.VIEWER);
        visit.open(DashboardPage.CLUSTER);
        for (String kind : List.of("nginx", "apache", "haproxy")) {
            visit.page().getByLabel("Kind of balancer").selectOption(kind);
            String offered = visit.get("/api/v1/balancers/" + kind);
            assertThat(visit.page().locator("pre.code")).hasText(offered);
            visit.button("Copy").click();
            assertThat(visit.page().evaluate("navigator.clipboard.readText()")).isEqualTo(offered);
            assertThat(offered).contains("/websocket/itest");
        }
    }

    private static boolean meet(GatewayProcess gateway) {
        try (Tunnel tunnel =
                Tunnel.between(gateway.ports(), PeerKind.CLASSIC_WEBSOCKET, PeerKind.CLASSIC_STREAM, "token-7")) {
            return tunnel.first().ended() == null;
        } catch (IOException | AssertionError e) {
            return false;
        }
    }
}
