package io.culvert.itests.console;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Tracing;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.LoadState;
import com.microsoft.playwright.options.WaitForSelectorState;
import io.culvert.itests.gateway.Distribution;
import io.culvert.itests.gateway.GatewayProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Somebody at a browser of his own: a window, cookies, and nothing else from other tests. */
final class Visit implements AutoCloseable {

    private static final Path ARTEFACTS = Distribution.directory().resolve("screenshots");
    private static final double PATIENCE = 15_000;
    private static final Locator.WaitForOptions ATTACHED =
            new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED);

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
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
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

    void goTo(String path) {
        page.navigate(path);
    }

    /** Whom the browser trusts besides. */
    LocalAuthority authority() {
        return console.authority();
    }

    /** Logs in at the page that comes first. */
    void logIn(User user) {
        page.navigate("/");
        fillIn(user);
        page.waitForURL("**/culvert/**");
        heading().waitFor();
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

    /** Opens a page of the dashboard as its navigation does, and waits for it. */
    void open(DashboardPage which) {
        page.navigate("/culvert/#/" + which.path());
        page.locator("nav a[aria-current=page][href='#/" + which.path() + "']")
                .first()
                .waitFor(ATTACHED);
        heading().waitFor();
    }

    /** Waits until the page has all that it asked for, except for its stream of events. */
    void settle() {
        page.waitForLoadState(LoadState.LOAD);
        page.waitForFunction("() => !document.querySelector('main [aria-busy=true], main .loading')");
    }

    /** The heading of the page. */
    Locator heading() {
        return page.locator("h1").first();
    }

    /** A heading below that. */
    Locator heading(String text) {
        return page.getByRole(
                AriaRole.HEADING, new Page.GetByRoleOptions().setName(text).setExact(true));
    }

    /** All headings with this in them. */
    Locator headings(String text) {
        return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(text));
    }

    Locator button(String text) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(text));
    }

    /** A link with this name. */
    Locator link(String text) {
        return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(text));
    }

    /** The row of a table that has this text. */
    Locator row(String text) {
        return page.getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText(text));
    }

    /** The dialog that is open, above any others. */
    Locator dialog() {
        return page.locator("dialog[open]").last();
    }

    /** A button of that dialog. */
    Locator dialogButton(String text) {
        return dialog().getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(text).setExact(true));
    }

    /** A part of a page, with a heading. */
    Locator card(String title) {
        return page.getByRole(
                AriaRole.REGION, new Page.GetByRoleOptions().setName(title).setExact(true));
    }

    /**
     * Sends a request as a script of the page would.
     *
     * @return the status of the answer
     */
    int request(String method, String path) {
        Object status = page.evaluate(
                "async ([method, path]) => (await fetch(path, { method })).status", List.of(method, path));
        return ((Number) status).intValue();
    }

    /** The text of an answer to a GET. */
    String get(String path) {
        return (String) page.evaluate("async path => (await fetch(path)).text()", path);
    }

    /** Keeps a picture: of the whole page, or of the window when a dialog is open, which covers no more than that. */
    void screenshot(String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(ARTEFACTS.resolve(name + ".png"))
                .setFullPage(dialog().count() == 0));
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
