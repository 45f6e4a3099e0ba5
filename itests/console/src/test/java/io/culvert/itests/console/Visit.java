package io.culvert.itests.console;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Tracing;
import com.microsoft.playwright.options.AriaRole;
import io.culvert.itests.gateway.Distribution;
import io.culvert.itests.gateway.GatewayProcess;
import java.io.IOException;
import java.nio.file.Path;

/** Somebody at a browser of his own: a window, cookies, and nothing else from other tests. */
final class Visit implements AutoCloseable {

    private static final Path ARTEFACTS = Distribution.directory().resolve("screenshots");
    private static final double PATIENCE = 15_000;

    private final SharedConsole console;
    private final BrowserContext context;
    private final Complaints complaints;
    private final Page page;

    Visit(SharedConsole console) {
        this.console = console;
        context = console.chromium()
                .browser()
                .newContext(new Browser.NewContextOptions()
                        .setBaseURL(console.origin())
                        .setLocale("en-GB")
                        .setViewportSize(1280, 800));
        context.setDefaultTimeout(PATIENCE);
        context.tracing().start(new Tracing.StartOptions().setScreenshots(true).setSnapshots(true));
        complaints = new Complaints(context);
        page = context.newPage();
    }

    Page page() {
        return page;
    }

    BrowserContext context() {
        return context;
    }

    Complaints complaints() {
        return complaints;
    }

    GatewayProcess gateway() {
        return console.gateway();
    }

    /** Logs in at the page that comes first. */
    void logIn(User user) {
        page.navigate("/");
        fillIn(user);
        page.waitForURL("**/culvert/**");
    }

    void logInAsAdmin() throws IOException {
        logIn(User.admin(gateway()));
    }

    /** Fills in the form of the login, and sends it. */
    void fillIn(User user) {
        page.getByLabel("User").fill(user.name());
        page.getByLabel("Password").fill(user.password());
        button("Log in").click();
    }

    /** Opens a page of the dashboard, and waits for its heading. */
    void open(DashboardPage which) {
        page.navigate("/culvert/" + which.path());
        heading(which.heading()).waitFor();
    }

    Locator heading(String text) {
        return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(text).setLevel(1));
    }

    Locator button(String text) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(text));
    }

    /** Keeps a picture of the whole page. */
    void screenshot(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(ARTEFACTS.resolve(name + ".png")).setFullPage(true));
    }

    /** Keeps what tells how a test failed. */
    void keepTrace(String name) {
        screenshot("failed-" + name);
        context.tracing().stop(new Tracing.StopOptions().setPath(ARTEFACTS.resolve("failed-" + name + "-trace.zip")));
    }

    @Override
    public void close() {
        context.close();
    }
}
