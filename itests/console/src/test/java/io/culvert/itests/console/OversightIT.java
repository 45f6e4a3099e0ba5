package io.culvert.itests.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Health, the audit log, and the tokens of programs. */
@ExtendWith(InBrowser.class)
class OversightIT {

    @Test
    void showsTheChecksAndThatTheAuditLogIsWhole(Visit visit) throws Exception {
        visit.logInAsAdmin();
        visit.open(DashboardPage.HEALTH);
        assertThat(visit.card("Health checks").locator("li").first()).isVisible();
        assertThat(visit.card("Audit log").getByText("admin").first()).isVisible();
        visit.button("Verify").click();
        assertThat(visit.card("Audit log").locator(".notice.ok")).isVisible();
        visit.screenshot("health-verified");
    }

    @Test
    void makesATokenShowsItOnceAndRevokesIt(Visit visit) throws Exception {
        visit.logInAsAdmin();
        visit.open(DashboardPage.TOKENS);
        visit.button("Create token").click();
        assertThat(visit.dialog().getByLabel("Name")).isFocused();
        visit.dialog().getByLabel("Name").fill("backup");
        visit.dialogButton("Create").click();
        String token = visit.dialog().locator("pre").innerText().trim();
        assertThat(token).isNotEmpty();
        visit.screenshot("tokens-created");
        visit.dialogButton("Close").last().click();
        assertThat(visit.button("Create token")).isFocused();
        assertThat(visit.row("backup")).containsText("Viewer");
        assertThat(visit.page().content()).doesNotContain(token);

        visit.button("Revoke backup").click();
        visit.dialogButton("Revoke").click();
        assertThat(visit.row("backup")).hasCount(0);
        assertThat(visit.heading()).isFocused();
    }
}
