package io.culvert.itests.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The connection test: to the gateway, by way of a good balancer, and of one that does its work badly. */
@ExtendWith(InBrowser.class)
class ConnectionTestIT {

    @Test
    void findsTheGatewayGood(Visit visit) {
        visit.logIn(User.VIEWER);
        visit.open(DashboardPage.CONNECTION_TEST);
        visit.button("Test the connection").click();
        assertGood(visit.page().locator("main"));
        assertThat(visit.page().locator(".steps")).hasCount(2);
        visit.screenshot("connection-test-good");
    }

    @Test
    void findsTheWayThroughABalancerGood(Visit visit) throws Exception {
        visit.logIn(User.VIEWER);
        try (Nginx nginx = nginx(visit, """
                proxy_http_version 1.1;
                proxy_set_header Upgrade $http_upgrade;
                proxy_set_header Connection $http_connection;
                """)) {
            test(visit, nginx);
            assertGood(visit.page().locator("main"));
        }
    }

    @Test
    void tellsWhatTheBalancerDoesWrong(Visit visit) throws Exception {
        // That is what the test is for.
        visit.complaints().expect("WebSocket connection to");
        visit.logIn(User.VIEWER);
        try (Nginx nginx = nginx(visit, "")) {
            test(visit, nginx);
            Locator page = visit.page().locator("main");
            assertThat(page.locator(".notice.bad")).isVisible();
            assertThat(page.locator(".steps .notice.warn").first()).containsText("Upgrade");
            visit.screenshot("connection-test-bad");
        }
    }

    @Test
    void tellsThatNobodyIsThere(Visit visit) throws Exception {
        visit.complaints().expect("ERR_CONNECTION_REFUSED");
        visit.logIn(User.VIEWER);
        Nginx nginx = nginx(visit, "");
        nginx.close();
        test(visit, nginx);
        assertThat(visit.page().locator(".steps .notice.warn").first()).isVisible();
        visit.screenshot("connection-test-nobody");
    }

    @Test
    void isServedByTheListenerItselfToPeopleWithoutALogin(Visit visit) {
        visit.goTo("https://localhost:" + visit.gateway().tlsPort() + "/test");
        visit.button("Test the connection").click();
        assertGood(visit.page().locator("main"));
        visit.screenshot("test-page");
    }

    @Test
    void blamesTheBalancerOnThePageThatCameThroughIt(Visit visit) throws Exception {
        visit.complaints().expect("WebSocket connection to");
        visit.complaints().expect("response: 4");
        visit.complaints().expect("the server responded with a status of 4");
        try (Nginx nginx = nginx(visit, "")) {
            visit.goTo("https://localhost:" + nginx.port() + "/test");
            visit.button("Test the connection").click();
            assertThat(visit.page().locator(".notice.bad")).isVisible();
            assertThat(visit.page().locator(".steps .notice.warn").first()).containsText("Upgrade");
            visit.screenshot("test-page-bad");
        }
    }

    private static void test(Visit visit, Nginx nginx) {
        visit.open(DashboardPage.CONNECTION_TEST);
        visit.page().getByLabel("Address of the gateway").fill("wss://localhost:" + nginx.port());
        visit.button("Test the connection").click();
    }

    private static void assertGood(Locator page) {
        assertThat(page.locator(".notice.ok")).isVisible();
        assertThat(page.locator(".steps .notice.warn")).hasCount(0);
    }

    private static Nginx nginx(Visit visit, String upgrade) throws IOException {
        return Nginx.start(port -> """
                server {
                    listen 127.0.0.1:%d ssl;
                    ssl_certificate %s;
                    ssl_certificate_key %s;
                    location / {
                        proxy_pass http://127.0.0.1:%d;
                        %s
                    }
                }
                """.formatted(
                        port,
                        visit.authority().server(),
                        visit.authority().key(),
                        visit.gateway().ports().websocket().port(),
                        upgrade));
    }
}
