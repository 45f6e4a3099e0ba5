package io.culvert.itests.console;

import com.microsoft.playwright.Page;
import io.culvert.itests.peers.PeerKind;
import io.culvert.itests.peers.Tunnel;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How each page looks, with something to see in it: in both themes and on a phone, to people and to axe-core. */
@ExtendWith(InBrowser.class)
class LooksIT {

    private static final String OVERFLOWING = "[...document.querySelectorAll('.virtual .line')]"
            + ".filter(row => row.scrollHeight > row.clientHeight || row.scrollWidth > row.clientWidth).length";

    @ParameterizedTest
    @EnumSource
    void everyPageIsAccessibleAndFits(Look look, Visit visit) throws Exception {
        SoftAssertions all = new SoftAssertions();
        Page page = visit.page();
        look.apply(page);
        visit.goTo("/");
        inspect("login", look, visit, all);
        try (Tunnel tunnel = Tunnel.between(
                visit.gateway().ports(), PeerKind.CLASSIC_WEBSOCKET, PeerKind.CLASSIC_STREAM, "token-1")) {
            tunnel.first().say("something");
            visit.logIn(User.admin(visit.gateway()));
            for (DashboardPage each : DashboardPage.values()) {
                visit.open(each);
                inspect(each.path(), look, visit, all);
            }
            page.navigate("/culvert/#/nowhere");
            visit.heading().waitFor();
            inspect("nowhere", look, visit, all);
        }
        all.assertAll();
    }

    private static void inspect(String name, Look look, Visit visit, SoftAssertions all) {
        Page page = visit.page();
        visit.settle();
        visit.screenshot(name + look.suffix());
        all.assertThat(page.evaluate("document.documentElement.scrollWidth - window.innerWidth <= 0"))
                .as("%s %s fits the window", name, look)
                .isEqualTo(true);
        all.assertThat(page.evaluate(OVERFLOWING))
                .as("%s %s: rows of tables whose content does not fit", name, look)
                .isEqualTo(0);
        all.assertThat(Accessibility.violations(page))
                .as("%s %s has nothing against it by axe-core", name, look)
                .isEqualTo(List.of());
    }
}
