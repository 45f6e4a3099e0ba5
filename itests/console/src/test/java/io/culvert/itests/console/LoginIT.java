package io.culvert.itests.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The way in and out. */
@ExtendWith(InBrowser.class)
class LoginIT {

    @Test
    void letsTheAdminIn(Visit visit) throws Exception {
        visit.logInAsAdmin();
        assertThat(visit.heading("Overview")).isVisible();
    }
}
