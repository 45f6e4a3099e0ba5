package io.culvert.itests.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The table of ten thousand tunnels, which are the answer of nobody: the page alone is tried here. */
@ExtendWith(InBrowser.class)
class ManyTunnelsIT {

    private static final int MANY = 10_000;
    private static final int DRAWN_AT_MOST = 100;

    @Test
    void drawsOnlyWhatIsSeenAndFindsEverything(Visit visit) throws Exception {
        String answer = tunnels();
        visit.logInAsAdmin();
        Page page = visit.page();
        page.route(
                Pattern.compile(".*/api/v1/tunnels\\?.*"),
                route -> route.fulfill(new Route.FulfillOptions()
                        .setContentType("application/json")
                        .setBody(answer)));
        visit.open(DashboardPage.TUNNELS);

        Locator table = page.getByRole(AriaRole.TABLE);
        assertThat(table).hasAttribute("aria-rowcount", Integer.toString(MANY + 1));
        assertThat(page.locator("main [role=status]")).containsText(Pattern.compile("10\\s000"));
        assertThat(drawn(page)).isBetween(5, DRAWN_AT_MOST);
        visit.screenshot("tunnels-many");

        page.getByRole(AriaRole.COLUMNHEADER).getByText("Peers").click();
        assertThat(visit.row("device-0000")).hasCount(1);
        table.evaluate("table => table.scrollTo(0, table.scrollHeight)");
        assertThat(visit.row("device-9999")).hasCount(1);
        assertThat(visit.row("device-0000")).hasCount(0);
        assertThat(drawn(page)).isBetween(5, DRAWN_AT_MOST);

        Locator search = page.getByRole(AriaRole.SEARCHBOX);
        search.pressSequentially("device-4711");
        assertThat(table).hasAttribute("aria-rowcount", "2");
        assertThat(visit.row("device-4711")).hasCount(1);
        search.fill("no such device");
        assertThat(table).hasCount(0);
        search.fill("");
        assertThat(table).hasAttribute("aria-rowcount", Integer.toString(MANY + 1));
    }

    private static int drawn(Page page) {
        return page.locator("[role=rowgroup] [role=row]").count();
    }

    private static String tunnels() {
        return IntStream.range(0, MANY)
                .mapToObj(i -> """
                        {"id":"t%1$d","first":%2$s,"second":%3$s,"since":"2026-11-29T12:00:00Z","bytesToSecond":%1$d,
                        "bytesToFirst":0,"bytesPerSecond":0,"closing":false}""".formatted(i, end(i, "device"), end(i, "desk")))
                .collect(Collectors.joining(",", "{\"total\":" + MANY + ",\"tunnels\":[", "]}"));
    }

    private static String end(int i, String what) {
        return """
                {"connection":{"id":"%2$s%1$d","kind":"WEBSOCKET","encrypted":true,"listener":"main",
                "remote":"192.0.2.1:%1$d","since":"2026-11-29T12:00:00Z","certificates":[]},
                "peer":{"identity":"%2$s","uuid":null,"name":"%2$s-%1$04d","attributes":{}}}""".formatted(i, what);
    }
}
