package io.culvert.itests.console;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import io.culvert.itests.gateway.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Debian's Chromium, headless, under Playwright, whose driver runs on Debian's Node.js. It trusts who is in a certificate
 * database of its own, and nobody is told to ignore an error of TLS.
 */
final class Chromium implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/bin/chromium");
    private static final List<String> OPTIONS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /**
     * Starts one.
     *
     * @param authorities files, PEM, of those it trusts
     */
    static Chromium start(Path... authorities) throws IOException, InterruptedException {
        Path home = Files.createTempDirectory(Files.createDirectories(Distribution.directory()), "chromium-");
        Path database = Files.createDirectories(home.resolve(".pki/nssdb"));
        Program.run("certutil", "-N", "-d", "sql:" + database, "--empty-password");
        for (Path authority : authorities) {
            String name = authority.toString();
            Program.run("certutil", "-A", "-d", "sql:" + database, "-t", "C,,", "-n", name, "-i", authority.toString());
        }
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        environment.put("PLAYWRIGHT_NODEJS_PATH", Program.path("node").toString());
        Playwright playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
        try {
            Browser browser = playwright
                    .chromium()
                    .launch(new BrowserType.LaunchOptions()
                            .setExecutablePath(PROGRAM)
                            .setEnv(Map.of("HOME", home.toString(), "PATH", "/usr/bin:/bin"))
                            .setArgs(OPTIONS));
            return new Chromium(playwright, browser);
        } catch (RuntimeException e) {
            playwright.close();
            throw e;
        }
    }

    Browser browser() {
        return browser;
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
