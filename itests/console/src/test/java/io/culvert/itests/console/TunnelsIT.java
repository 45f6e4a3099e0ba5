package io.culvert.itests.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.culvert.itests.peers.Credentials;
import io.culvert.itests.peers.Ended;
import io.culvert.itests.peers.Peer;
import io.culvert.itests.peers.PeerKind;
import io.culvert.itests.peers.Tunnel;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tunnels and sessions of real peers, seen and closed. */
@ExtendWith(InBrowser.class)
class TunnelsIT {

    private static final int MEGABYTE = 1_000_000;

    @Test
    void showsATunnelWhenItOpensAndWhatItCarriesAndWhenItIsGone(Visit visit) throws Exception {
        visit.logInAsAdmin();
        visit.open(DashboardPage.TUNNELS);
        visit.page().evaluate("window.neverLoadedAgain = true");
        Locator row = visit.row("alice");
        assertThat(row).hasCount(0);

        try (Tunnel tunnel = open(visit, "alice", "bob")) {
            assertThat(row).hasCount(1);
            assertThat(row).containsText("bob");
            assertThat(row).containsText("127.0.0.1");
            carry(tunnel.first(), tunnel.second(), 5 * MEGABYTE);
            assertThat(row).containsText("MiB");
            visit.screenshot("tunnels-one");
        }

        assertThat(row).hasCount(0);
        assertThat(visit.page().evaluate("window.neverLoadedAgain")).isEqualTo(true);
    }

    @Test
    void closesATunnelWithAReasonThatItsPeersSee(Visit visit) throws Exception {
        visit.logIn(User.OPERATOR);
        visit.open(DashboardPage.TUNNELS);
        try (Tunnel tunnel = open(visit, "carol", "dave")) {
            visit.row("carol").getByRole(AriaRole.BUTTON).click();
            assertThat(visit.dialog()).containsText("dave");
            visit.screenshot("tunnel-detail");
            visit.dialogButton("Close tunnel").click();
            visit.dialog().getByLabel("Reason").fill("Maintenance at noon");
            visit.screenshot("tunnel-close");
            visit.dialogButton("Close it").click();

            assertClosed(tunnel.first(), "Maintenance at noon");
            assertThat(visit.row("carol")).hasCount(0);
        }
    }

    @Test
    void closesATunnelWithoutAMouse(Visit visit) throws Exception {
        visit.logIn(User.OPERATOR);
        visit.open(DashboardPage.TUNNELS);
        try (Tunnel tunnel = open(visit, "erin", "frank")) {
            Page page = visit.page();
            Locator detail = visit.row("erin").getByRole(AriaRole.BUTTON);
            detail.waitFor();
            tabTo(page, detail);
            page.keyboard().press("Enter");
            tabTo(page, visit.dialogButton("Close tunnel"));
            page.keyboard().press("Enter");
            tabTo(page, visit.dialog().getByLabel("Reason"));
            page.keyboard().type("By keyboard");
            page.keyboard().press("Enter");

            assertClosed(tunnel.first(), "By keyboard");
        }
    }

    @Test
    void showsWhoWaitsAndClosesIt(Visit visit) throws Exception {
        visit.logIn(User.OPERATOR);
        visit.open(DashboardPage.TUNNELS);
        visit.link("Sessions").click();
        try (Peer peer = PeerKind.CLASSIC_WEBSOCKET.connect(visit.gateway().ports())) {
            peer.authenticate(credentials("grace", "sessions"));
            Locator row = visit.row("grace");
            assertThat(row).hasCount(1);
            visit.screenshot("sessions-one");
            row.getByRole(AriaRole.BUTTON).click();
            visit.dialogButton("Close session").click();
            visit.dialog().getByLabel("Reason").fill("Nobody comes");
            visit.dialogButton("Close it").click();

            assertClosed(peer, "Nobody comes");
            assertThat(row).hasCount(0);
        }
    }

    private static Tunnel open(Visit visit, String first, String second) throws IOException {
        String nonce = first + second;
        return Tunnel.between(
                visit.gateway().ports(),
                PeerKind.CLASSIC_WEBSOCKET,
                PeerKind.CLASSIC_WEBSOCKET,
                credentials(first, nonce),
                credentials(second, nonce));
    }

    private static Credentials credentials(String name, String nonce) {
        Credentials any = Credentials.of("token-2", nonce);
        return new Credentials(any.token(), any.nonce(), any.uuid(), name);
    }

    private static void carry(Peer from, Peer to, int bytes) throws IOException {
        byte[] piece = new byte[10_000];
        byte[] into = new byte[piece.length];
        for (int sent = 0; sent < bytes; sent += piece.length) {
            from.send(false, piece, 0, piece.length);
            for (int received = 0; received < piece.length; ) {
                received += to.receive(into);
            }
        }
    }

    private static void assertClosed(Peer peer, String reason) throws IOException {
        Ended end = peer.awaitEnd();
        assertThat(end.code()).isEqualTo(1008);
        assertThat(end.text()).startsWith(reason);
    }

    /** Presses the tab key until something has the focus. */
    private static void tabTo(Page page, Locator what) {
        what.waitFor();
        for (int i = 0; i < 60; i++) {
            if ((boolean) what.evaluate("element => element === document.activeElement")) {
                return;
            }
            page.keyboard().press("Tab");
        }
        throw new AssertionError("the tab key does not lead to " + what);
    }
}
