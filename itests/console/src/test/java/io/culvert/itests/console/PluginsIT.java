package io.culvert.itests.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.FilePayload;
import io.culvert.itests.gateway.GatewayProcess;
import io.culvert.itests.peers.Await;
import io.culvert.itests.peers.PeerKind;
import io.culvert.itests.peers.Tunnel;
import io.culvert.itests.plugins.Stranger;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The example authenticator comes, works, stops and goes by the page alone. */
@ExtendWith(InBrowser.class)
class PluginsIT {

    private static final String NAME = "HMAC authenticator for Culvert";
    private static final String KEY = "key-of-the-test";
    private static final String GOOD =
            "alice:4102444800:1eee20cb2aae986adee0edc611a3b2f3caab7ba9693fa23aa5bc58ac2fed2bdb";

    @Test
    void installsConfiguresStopsStartsAndRemovesTheExample(Visit visit) throws Exception {
        GatewayProcess gateway = visit.gateway();
        visit.logInAsAdmin();
        visit.open(DashboardPage.PLUGINS);
        visit.page().locator("input[type=file]").setInputFiles(example());
        Locator card = visit.card(NAME);
        assertThat(card).containsText("com.example.culvert.hmac");
        Locator notice = visit.page().locator("main > .stack > .notice.neutral");
        assertThat(notice).containsText("It works as soon as it has a configuration.");
        assertThat(visit.page().locator(".toast.bad, main .notice.bad")).hasCount(0);
        visit.screenshot("plugins-installed");

        visit.open(DashboardPage.AUTHENTICATORS);
        assertThat(visit.page().locator("main")).containsText("com.example.culvert.hmac");
        visit.open(DashboardPage.PLUGINS);
        card.getByText("Make a configuration of HMAC tokens").click();
        visit.dialog().getByLabel("Name").first().fill("itest");
        visit.dialog().getByLabel("Key").fill(KEY);
        visit.screenshot("plugins-configure");
        visit.dialogButton("Create").click();
        assertThat(visit.page().locator("dialog[open]")).hasCount(0);
        assertThat(card.locator(".notice")).hasCount(0);
        visit.open(DashboardPage.AUTHENTICATORS);
        assertThat(visit.card("hmac")).isVisible();
        Await.until("the example to let peers in", () -> admits(gateway));

        visit.open(DashboardPage.PLUGINS);
        assertThat(card).containsText("active");
        visit.button("Stop " + NAME).click();
        assertThat(card).containsText("stopped");
        Await.until("the example to let nobody in", () -> !admits(gateway));
        visit.screenshot("plugins-stopped");

        visit.button("Start " + NAME).click();
        assertThat(card).containsText("active");
        Await.until("the example to let peers in again", () -> admits(gateway));

        visit.button("Remove " + NAME).click();
        visit.screenshot("plugins-remove");
        visit.dialogButton("Remove").click();
        assertThat(card).hasCount(0);
        Await.until("the example to be gone", () -> !admits(gateway));
    }

    @Test
    void refusesWhatIsNoPlugin(Visit visit) throws Exception {
        visit.complaints().expect("400");
        visit.logInAsAdmin();
        visit.open(DashboardPage.PLUGINS);
        Locator field = visit.page().locator("input[type=file]");
        field.setInputFiles(file("notes.txt"));
        assertThat(visit.page().locator("main .notice.bad")).containsText("notes.txt");
        field.setInputFiles(file("notes.jar"));
        assertThat(visit.page().locator("main .notice.bad")).not().containsText("notes.txt");
        visit.screenshot("plugins-refused");
    }

    private static FilePayload file(String name) {
        return new FilePayload(name, "application/octet-stream", "no jar".getBytes(StandardCharsets.UTF_8));
    }

    private static boolean admits(GatewayProcess gateway) {
        try (Tunnel tunnel =
                Tunnel.between(gateway.ports(), PeerKind.CLASSIC_WEBSOCKET, PeerKind.CLASSIC_STREAM, GOOD)) {
            return tunnel.first().ended() == null;
        } catch (IOException | AssertionError e) {
            return false;
        }
    }

    private static Path example() throws IOException, InterruptedException {
        Path project = Stranger.example("console");
        Stranger.run(project, "mvn -q -B package -DskipTests", Map.of());
        return Stranger.jar(project);
    }
}
