package io.culvert.itests.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The way in and out. */
@ExtendWith(InBrowser.class)
class LoginIT {

    private static final Pattern LOGIN = Pattern.compile(".*/login(\\?.*)?");
    private static final int FAILURES = 5;

    @Test
    void letsTheAdminInAndOut(Visit visit) throws Exception {
        visit.logInAsAdmin();
        assertThat(visit.heading()).hasText("Overview");
        assertThat(visit.page()).hasTitle("Overview - Culvert");

        visit.button("Log out").first().click();
        assertThat(visit.page()).hasURL(LOGIN);
        visit.goTo("/culvert/");
        assertThat(visit.page()).hasURL(LOGIN);
        visit.complaints().expect("401");
        assertThat(visit.request("GET", "/api/v1/info")).isEqualTo(401);
    }

    @Test
    void tellsThatThePasswordIsWrongAndLetsTryAgain(Visit visit) throws Exception {
        User admin = User.admin(visit.gateway());
        visit.complaints().expect("401");
        visit.goTo("/");
        visit.fillIn(new User(admin.name(), "guess"));
        assertThat(visit.page().getByRole(AriaRole.ALERT)).hasText("User or password is wrong.");
        assertThat(visit.page().getByLabel("User")).hasValue("admin");
        assertThat(visit.page().getByLabel("Password")).hasValue("");
        visit.screenshot("login-refused");

        visit.fillIn(admin);
        visit.page().waitForURL("**/culvert/**");
    }

    @Test
    void makesOneWaitWhoGuessesAgainAndAgain(Visit visit) {
        visit.complaints().expect("401");
        visit.complaints().expect("429");
        visit.goTo("/");
        for (int i = 0; i < FAILURES; i++) {
            Page page = visit.page();
            page.waitForResponse(
                    response -> response.request().method().equals("POST"),
                    () -> visit.fillIn(new User(User.UNLUCKY.name(), "guess")));
        }
        visit.fillIn(User.UNLUCKY);
        assertThat(visit.page().getByRole(AriaRole.ALERT)).containsText("Too many failed logins. Try again in");
        assertThat(visit.page()).hasURL(LOGIN);
    }

    @Test
    void needsNoMouse(Visit visit) throws Exception {
        User admin = User.admin(visit.gateway());
        visit.goTo("/");
        visit.page().keyboard().type(admin.name());
        visit.page().keyboard().press("Tab");
        visit.page().keyboard().type(admin.password());
        visit.page().keyboard().press("Enter");
        visit.page().waitForURL("**/culvert/**");
        assertThat(visit.heading()).hasText("Overview");
    }

    @Test
    void isAskedForAgainWhenTheSessionHasEnded(Visit visit) throws Exception {
        visit.logInAsAdmin();
        visit.open(DashboardPage.AUTHENTICATORS);
        visit.complaints().expect("401");

        visit.context().clearCookies();
        visit.link("Certificates").first().click();

        assertThat(visit.page()).hasURL(LOGIN);
        assertThat(visit.page().getByRole(AriaRole.ALERT)).containsText("You are no longer logged in");
        visit.screenshot("login-ended");
        visit.fillIn(User.admin(visit.gateway()));
        visit.page().waitForURL("**/culvert/#/certificates");
        assertThat(visit.heading()).hasText("Certificates");
    }

    @Test
    void losesNothingThatWasTypedWhenTheSessionHasEnded(Visit visit) throws Exception {
        User admin = User.admin(visit.gateway());
        visit.logIn(admin);
        visit.open(DashboardPage.AUTHENTICATORS);
        visit.button("Try a token").click();
        visit.dialog().getByLabel("Name").fill("lamp");
        visit.dialog().getByLabel("Token").fill("token-1");
        visit.complaints().expect("401");

        visit.context().clearCookies();
        visit.dialogButton("Try").click();
        assertThat(visit.dialog().getByRole(AriaRole.ALERT)).containsText("Log in in another tab");
        assertThat(visit.dialog().getByLabel("Name")).hasValue("lamp");

        Page other = visit.context().newPage();
        other.navigate("/");
        other.getByLabel("User").fill(admin.name());
        other.getByLabel("Password").fill(admin.password());
        other.getByLabel("Password").press("Enter");
        other.waitForURL("**/culvert/**");
        visit.dialogButton("Try").click();
        assertThat(visit.dialog()).containsText("This peer would be let in.");
    }

    @Test
    void saysThatTheGatewayIsAwayAndThatItIsBack(Visit visit) throws Exception {
        visit.complaints().expect("ERR_CONNECTION_REFUSED");
        visit.page().route("**/api/v1/events*", route -> route.abort("connectionrefused"));
        visit.logInAsAdmin();
        assertThat(visit.page().locator(".toast")).containsText("No connection to the gateway since");
        visit.screenshot("overview-lost");

        visit.page().unroute("**/api/v1/events*");
        assertThat(visit.page().locator(".toast")).containsText("Connected again.");
        assertThat(visit.page().locator(".side .badge.live")).hasText("live");
    }
}
