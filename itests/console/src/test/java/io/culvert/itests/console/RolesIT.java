package io.culvert.itests.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import io.culvert.itests.peers.Json;
import io.culvert.itests.peers.PeerKind;
import io.culvert.itests.peers.Tunnel;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is offered to whom, and what is refused to him anyway. */
@ExtendWith(InBrowser.class)
class RolesIT {

    @Test
    void aViewerLooksAndNothingElse(Visit visit) throws Exception {
        visit.complaints().expect("403");
        try (Tunnel tunnel = Tunnel.between(
                visit.gateway().ports(), PeerKind.CLASSIC_WEBSOCKET, PeerKind.CLASSIC_WEBSOCKET, "token-3")) {
            visit.logIn(User.VIEWER);
            assertThat(visit.link("API tokens")).hasCount(0);
            visit.open(DashboardPage.CERTIFICATES);
            assertThat(visit.button("Renew D2D Certificate")).hasCount(0);
            visit.open(DashboardPage.PLUGINS);
            assertThat(visit.page().locator("input[type=file]")).hasCount(0);
            visit.open(DashboardPage.TUNNELS);
            visit.page()
                    .locator("[role=rowgroup] [role=row]")
                    .first()
                    .getByRole(AriaRole.BUTTON)
                    .click();
            assertThat(visit.dialog()).containsText("Established");
            assertThat(visit.dialogButton("Close tunnel")).hasCount(0);

            String id = firstTunnel(visit);
            assertThat(visit.request("DELETE", "/api/v1/tunnels/" + id)).isEqualTo(403);
            assertThat(visit.request("POST", "/api/v1/authority/generations")).isEqualTo(403);
            assertThat(visit.request("POST", "/api/v1/tokens")).isEqualTo(403);
            assertThat(visit.request("GET", "/system/console/bundles")).isEqualTo(403);
            assertThat(firstTunnel(visit)).isEqualTo(id);
            assertThat(tunnel.first().ended()).isNull();
        }
    }

    @Test
    void anOperatorClosesButDoesNotRenew(Visit visit) {
        visit.complaints().expect("403");
        visit.logIn(User.OPERATOR);
        visit.open(DashboardPage.CERTIFICATES);
        assertThat(visit.button("Issue certificate")).isVisible();
        assertThat(visit.button("Renew D2D Certificate")).hasCount(0);
        assertThat(visit.button("Import an authority")).hasCount(0);
        assertThat(visit.button("Have it signed by your company")).hasCount(0);
        assertThat(visit.request("POST", "/api/v1/authority/generations")).isEqualTo(403);
        assertThat(visit.request("POST", "/api/v1/plugins")).isEqualTo(403);
    }

    private static String firstTunnel(Visit visit) {
        List<?> tunnels = (List<?>)
                Objects.requireNonNull(Json.object(visit.get("/api/v1/tunnels")).get("tunnels"));
        return String.valueOf(((Map<?, ?>) tunnels.get(0)).get("id"));
    }
}
