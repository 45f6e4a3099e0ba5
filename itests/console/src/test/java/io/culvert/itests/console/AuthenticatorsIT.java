package io.culvert.itests.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.culvert.itests.peers.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Authenticators, seen, tried and configured. */
@ExtendWith(InBrowser.class)
class AuthenticatorsIT {

    private static final String ABSENT = "a token that nobody has";

    @Test
    void triesTokensAndRepeatsNone(Visit visit) throws Exception {
        visit.logIn(User.OPERATOR);
        visit.open(DashboardPage.AUTHENTICATORS);
        visit.button("Try a token").click();

        visit.dialog().getByLabel("Token").fill("token-5");
        visit.screenshot("authenticators-try");
        visit.dialogButton("Try").click();
        assertThat(visit.dialog()).containsText("itests");
        assertThat(visit.dialog().locator(".notice.ok")).isVisible();
        visit.screenshot("authenticators-tried");
        assertNowhere(visit.page(), "token-5");

        visit.dialog().getByLabel("Token").fill(ABSENT);
        visit.dialogButton("Try").click();
        assertThat(visit.dialog().locator(".notice.bad")).isVisible();
        visit.screenshot("authenticators-refused");
        assertNowhere(visit.page(), ABSENT);

        visit.dialogButton("Close").last().click();
        visit.button("Try a token").click();
        assertThat(visit.dialog().getByLabel("Token")).hasValue("");
        assertThat(visit.gateway().log()).doesNotContain(ABSENT);
    }

    @Test
    void editsAConfigurationAndWritesItsFile(Visit visit) throws Exception {
        Path file = visit.gateway().etc("io.culvert.authenticator.statictoken-itests.config");
        String before = Files.readString(file);
        visit.logInAsAdmin();
        visit.open(DashboardPage.AUTHENTICATORS);
        visit.button("Edit itests").click();
        assertThat(visit.dialog()).not().containsText("token-0");
        visit.screenshot("authenticators-edit");

        visit.dialog().getByLabel("Ranking").fill("77");
        visit.dialogButton("Save").click();

        assertThat(visit.card("itests")).containsText("77");
        Await.until("the file to be written", () -> read(file).contains("77"));
        assertThat(read(file)).contains("token-0").isNotEqualTo(before);
        visit.screenshot("authenticators-edited");
    }

    @Test
    void refusesWhatCannotBeAndSaysSo(Visit visit) throws Exception {
        visit.logInAsAdmin();
        visit.open(DashboardPage.AUTHENTICATORS);
        visit.button("Edit itests").click();
        visit.dialog().getByLabel("Ranking").fill("1.5");
        visit.dialogButton("Save").click();

        assertThat(visit.dialog().getByLabel("Ranking")).hasAttribute("aria-invalid", "true");
        assertThat(visit.dialog().getByLabel("Ranking")).isFocused();
        visit.page().onceDialog(com.microsoft.playwright.Dialog::accept);
        visit.dialogButton("Cancel").click();
        assertThat(visit.page().locator("dialog[open]")).hasCount(0);
    }

    /** Not in the document, and in no field of a form but the one in which it was typed. */
    private static void assertNowhere(Page page, String token) {
        assertThat(page.content()).doesNotContain(token);
        assertThat(page.evaluate(
                        "token => [...document.querySelectorAll('input:not([type=password]), textarea')]"
                                + ".filter(field => field.value.includes(token)).length",
                        token))
                .isEqualTo(0);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
