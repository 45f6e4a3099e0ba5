package io.culvert.itests.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.itests.console.RawHttps.Answer;
import io.culvert.itests.gateway.GatewayProcess;
import io.culvert.itests.gateway.GatewayShell;
import io.culvert.itests.peers.Await;
import io.culvert.itests.peers.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers, and users with too small a role, try at the console's port. */
class SecurityIT {

    private static final List<String> PATHS = List.of(
            "/",
            "/culvert/",
            "/culvert/index.html",
            "/metrics",
            "/system/console",
            "/system/console/",
            "/system/console/bundles",
            "/system/console/configMgr",
            "/system/console/res/ui/all.css",
            "/system/health",
            "/api/v1/openapi.json",
            "/api/v1/me",
            "/api/v1/info",
            "/api/v1/overview",
            "/api/v1/events?topics=overview",
            "/api/v1/tunnels",
            "/api/v1/sessions",
            "/api/v1/authenticators",
            "/api/v1/configurations",
            "/api/v1/authority",
            "/api/v1/authority/certificates",
            "/api/v1/authority/files/ca.pem",
            "/api/v1/nodes",
            "/api/v1/balancers/nginx",
            "/api/v1/plugins",
            "/api/v1/health",
            "/api/v1/audit",
            "/api/v1/tokens",
            "/there-is-no-such-thing");

    private static final List<String> TRICKS = List.of(
            "/login/..;/system/console/bundles",
            "/login/../system/console/bundles",
            "/login/%2e%2e/system/console/bundles",
            "/login/%2E%2E%2fsystem/console/bundles",
            "//system/console/bundles",
            "/login//../api/v1/me",
            "/login;/../api/v1/me",
            "/login;x=/api/v1/me",
            "/login/style.css/../../api/v1/me",
            "/login/style.css%00",
            "/login/style.css;/api/v1/me",
            "/login/./style.css",
            "/LOGIN",
            "/login/",
            "/login/login.html",
            "/login/style.css/",
            "/login/style.css/..%5c..%5clogin.html",
            "/culvert/..%2f..%2fetc/users.properties",
            "/culvert/%252e%252e/etc/users.properties",
            "/system/console/..;/console/bundles",
            "/api;v=1/v1/me",
            "https://localhost/api/v1/me");

    private static GatewayProcess gateway;
    private static RawHttps https;
    private static User admin;

    @BeforeAll
    static void start() throws Exception {
        gateway = GatewayProcess.start(
                "console-security",
                (etc, tls) -> Files.writeString(
                        etc.resolve("io.culvert.console.cfg"),
                        "host = 127.0.0.1\nport = 8181\nlockout.failures = 3\nlockout.wait = 2\n"
                                + "lockout.longest.wait = 4\n"));
        User.addTo(gateway);
        https = RawHttps.to(gateway);
        admin = User.admin(gateway);
        Await.until("the console's port", Duration.ofSeconds(60), () -> opens(https));
    }

    private static boolean opens(RawHttps port) {
        try {
            return port.get("/login").status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    static Stream<String> paths() {
        return Stream.concat(PATHS.stream(), TRICKS.stream());
    }

    @ParameterizedTest
    @MethodSource("paths")
    void nothingIsReachableWithoutALogin(String path) throws Exception {
        for (String method : List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "NONSENSE")) {
            Answer answer = https.send(method, path, "", "Origin: " + https.origin());

            assertThat(answer.status()).as(method).isIn(400, 401, 405);
            assertThat(answer.body()).as(method).doesNotContain("Felix", "openapi", "BEGIN", "{CRYPT}");
        }
    }

    @Test
    void aBrowserIsLedToTheLoginAndBack() throws Exception {
        Answer answer = https.get("/system/console/bundles?x=1", "Accept: text/html,*/*");

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("Location")).isEqualTo("/login?to=%2Fsystem%2Fconsole%2Fbundles%3Fx%3D1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"//evil.example/", "/\\evil.example", "https://evil.example/", "/login", "%00"})
    void aLoginLeadsToNoOtherSite(String to) throws Exception {
        String cookie = https.cookie(User.VIEWER);

        Answer answer = https.get("/login?to=" + URLEncoder.encode(to, StandardCharsets.UTF_8), cookie);

        assertThat(answer.header("Location")).isEqualTo("/culvert/");
    }

    @Test
    void noPageCanMakeTheLoginPageShowWhatItLikes() throws Exception {
        Answer answer = https.get("/login?to=/%22%3E%3Cscript%3Ealert(1)%3C/script%3E{{user}}");

        assertThat(answer.body()).doesNotContain("<script", "{{").contains("/&#34;&#62;&#60;script");
    }

    @Test
    void answersTellBrowsersWhatNotToDo() throws Exception {
        for (Answer answer : List.of(
                https.get("/login"),
                https.get("/login/style.css"),
                https.get("/api/v1/me"),
                https.get("/login", "Host: evil.example"),
                https.get("/..;/"),
                https.get("/", "Accept: text/html"))) {
            assertThat(answer.header("Content-Security-Policy"))
                    .contains("default-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("Referrer-Policy")).isEqualTo("same-origin");
            assertThat(answer.headers())
                    .noneMatch(line -> line.toLowerCase(Locale.ROOT).contains("jetty"));
        }
        String machine = "Host: " + InetAddress.getLocalHost().getHostName() + ":" + https.port();
        assertThat(https.get("/login", machine).header("Strict-Transport-Security"))
                .startsWith("max-age=");
        // Other programs of this machine are called localhost too, and may have no TLS.
        assertThat(https.get("/login").header("Strict-Transport-Security")).isEmpty();
        assertThat(https.get("/system/console/bundles", https.cookie(admin)).header("Content-Security-Policy"))
                .contains("frame-ancestors 'self'");
    }

    @Test
    void theCookieIsForThisHostAndForNoScript() throws Exception {
        String cookie = https.logIn(User.VIEWER).header("Set-Cookie");

        assertThat(cookie).matches("__Host-culvert=[A-Za-z0-9_-]{43}; Path=/; Secure; HttpOnly; SameSite=Strict");
    }

    @Test
    void aSessionThatTheBrowserBringsIsNeverTaken() throws Exception {
        String planted = "Cookie: __Host-culvert=" + "A".repeat(43);
        Answer answer = https.logIn(User.VIEWER, planted);

        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.header("Set-Cookie")).doesNotContain("A".repeat(43));
        assertThat(https.get("/", planted).status()).isEqualTo(401);
    }

    @Test
    void anotherLoginEndsTheSessionBefore() throws Exception {
        String first = https.cookie(User.VIEWER);
        assertThat(https.logIn(User.VIEWER, first).status()).isEqualTo(303);

        assertThat(https.get("/", first).status()).isEqualTo(401);
    }

    @Test
    void aLogoutEndsTheSession() throws Exception {
        String cookie = https.cookie(User.VIEWER);
        assertThat(https.get("/", cookie).status()).isEqualTo(302);
        assertThat(https.get("/logout", cookie).status()).isEqualTo(405);
        assertThat(https.get("/", cookie).status()).isEqualTo(302);

        assertThat(https.send("POST", "/logout", "", cookie, "Origin: " + https.origin())
                        .status())
                .isEqualTo(204);

        assertThat(https.get("/", cookie).status()).isEqualTo(401);
    }

    @Test
    void whoIsUnknownAndWhosePasswordIsWrongCannotBeToldApart() throws Exception {
        Answer unknown = https.logIn(new User("who-is-that", "x"));
        Answer wrong = https.logIn(new User("fleeting", "wrong"));

        assertThat(unknown.status()).isEqualTo(401);
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.body().replace("fleeting", "X"))
                .isEqualTo(unknown.body().replace("who-is-that", "X"));
        assertThat(https.logIn(new User("_g_:admingroup", "group")).status()).isEqualTo(401);
    }

    @Test
    void whoHasNoRoleIsNotLetIn() throws Exception {
        Answer answer = https.logIn(User.NOBODY);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("no role");
        assertThat(answer.header("Set-Cookie")).isEmpty();
    }

    @Test
    void whoGuessesIsLockedOutForAWhile() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(https.logIn(new User(User.UNLUCKY.name(), "guess " + i)).status())
                    .isEqualTo(401);
        }

        Answer locked = https.logIn(User.UNLUCKY);
        assertThat(locked.status()).isEqualTo(429);
        assertThat(locked.body()).containsPattern("Try again in [0-9]+ seconds");
        assertThat(Integer.parseInt(locked.header("Retry-After"))).isBetween(1, 2);
        assertThat(https.logIn(User.VIEWER).status()).isEqualTo(303);
        Await.until("the lock-out to end", () -> logsIn(User.UNLUCKY));
    }

    private static boolean logsIn(User user) {
        try {
            return https.logIn(user).status() == 303;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void otherSitesCannotMakeABrowserChangeAnything() throws Exception {
        String cookie = https.cookie(admin);
        for (String from : List.of(
                "Origin: https://evil.example",
                "Origin: null",
                "Origin: http://localhost:" + https.port(),
                "Origin: https://localhost:1",
                "Origin: https://localhost:" + https.port() + ".evil.example",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "X-Nothing: x")) {
            for (String path : List.of("/system/console/bundles", "/api/v1/tokens", "/logout", "/login")) {
                for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS")) {
                    assertThat(https.send(method, path, "action=stop", cookie, from)
                                    .status())
                            .as(method + " " + path + " " + from)
                            .isEqualTo(403);
                }
            }
        }
        assertThat(https.get("/", cookie).status()).isEqualTo(302);
    }

    @Test
    void aStrangersNameDoesNotLeadHere() throws Exception {
        String cookie = https.cookie(admin);

        assertThat(https.get("/", cookie, "Host: evil.example:" + https.port()).status())
                .isEqualTo(421);
        assertThat(https.get("/", cookie, "Host: 127.0.0.1:" + https.port()).status())
                .isEqualTo(302);
    }

    @Test
    void theFelixConsoleIsForAdminsAlone() throws Exception {
        for (User user : List.of(User.VIEWER, User.OPERATOR)) {
            String cookie = https.cookie(user);
            for (String path : List.of("/system/console", "/system/console/bundles", "/system/console/configMgr")) {
                assertThat(https.get(path, cookie).status()).as(user.name()).isEqualTo(403);
            }
            assertThat(https.send(
                                    "POST",
                                    "/system/console/bundles/0",
                                    "action=stop",
                                    cookie,
                                    "Origin: " + https.origin(),
                                    "Content-Type: application/x-www-form-urlencoded")
                            .status())
                    .isEqualTo(403);
        }
        assertThat(https.get("/system/console/bundles", https.cookie(admin)).body())
                .contains("Apache Felix Web Console");
        // admin:admin, which Felix lets in by itself.
        assertThat(https.get("/system/console/bundles", "Authorization: Basic YWRtaW46YWRtaW4=")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aTokenIsGoodUntilItIsRevoked() throws Exception {
        GatewayShell shell = GatewayShell.of(gateway);
        String token =
                String.valueOf(Json.object(shell.execute("culvert:api-token-create --role admin --json security-it"))
                        .get("token"));
        String bearer = "Authorization: Bearer " + token;

        assertThat(https.get("/there-is-no-such-thing", bearer).status()).isEqualTo(404);
        assertThat(https.get("/system/console/bundles", bearer).status()).isEqualTo(403);
        assertThat(https.get("/there-is-no-such-thing", bearer + "x").status()).isEqualTo(401);
        assertThat(shell.execute("culvert:api-token-list"))
                .contains("security-it")
                .doesNotContain(token);
        shell.execute("culvert:api-token-revoke security-it");

        assertThat(https.get("/there-is-no-such-thing", bearer).status()).isEqualTo(401);
        assertThat(https.get("/there-is-no-such-thing", bearer, https.cookie(admin))
                        .status())
                .isEqualTo(401);
        assertThat(gateway.log()).doesNotContain(token);
    }

    @Test
    void aUserWhoIsRemovedIsOut() throws Exception {
        String cookie = https.cookie(User.FLEETING);
        assertThat(https.get("/", cookie).status()).isEqualTo(302);
        List<String> lines = new ArrayList<>(Files.readAllLines(gateway.etc("users.properties")));
        lines.removeIf(line -> line.startsWith("fleeting"));
        Files.write(gateway.etc("users.properties"), lines);

        Await.until("the session to end", () -> isOut(cookie));
    }

    private static boolean isOut(String cookie) {
        try {
            return https.get("/", cookie).status() == 401;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatIsTooBigOrNonsenseIsRefused() throws Exception {
        String origin = "Origin: " + https.origin();
        String form = "Content-Type: application/x-www-form-urlencoded";
        String json = "Content-Type: application/json";

        assertThat(https.get("/login", "X: " + "x".repeat(100_000)).status()).isEqualTo(431);
        assertThat(https.get("/" + "x".repeat(100_000)).status()).isEqualTo(414);
        assertThat(https.send("POST", "/login", "user=" + "x".repeat(1 << 20), origin, form)
                        .status())
                .isEqualTo(413);
        assertThat(https.send("POST", "/login", "user=%zz", origin, form).status())
                .isEqualTo(400);
        assertThat(https.send("POST", "/login", "[".repeat(8000), origin, json).status())
                .isEqualTo(400);
        assertThat(https.send("POST", "/login", "{\"user\":1}", origin, json).status())
                .isEqualTo(400);
        assertThat(https.send("POST", "/login", "<x/>", origin, "Content-Type: text/xml")
                        .status())
                .isEqualTo(415);
        assertThat(https.send("POST", "/login", "&".repeat(5000), origin, form).status())
                .isEqualTo(401);
        assertThat(https.get("/", "Cookie: __Host-culvert=\u0000\u00ff; ;;=").status())
                .isIn(400, 401);
        assertThat(https.get("/login").status()).isEqualTo(200);
    }

    @Test
    void oldTlsAndNoTlsAreRefused() throws Exception {
        try (SSLSocket socket = https.open()) {
            assertThat(List.of(socket.getSupportedProtocols())).contains("TLSv1.1");
            socket.setEnabledProtocols(new String[] {"TLSv1.1"});
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
        }
        try (Socket socket = new Socket("127.0.0.1", https.port())) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .doesNotContain("HTTP/1.1 2", "HTTP/1.1 3");
        }
    }

    @Test
    void anotherCertificateIsShownWithoutARestart() throws Exception {
        String cookie = https.cookie(User.VIEWER);
        LocalAuthority authority = LocalAuthority.create(gateway.state().resolve("other-authority"));
        String before = https.shown().getSerialNumber().toString();
        Files.copy(authority.key(), gateway.etc("tls/gateway.key"));
        Files.copy(authority.server(), gateway.etc("tls/gateway.crt"));
        RawHttps other = new RawHttps(https.port(), RawHttps.trusting(authority.certificate()));
        try {
            Await.until("the new certificate", () -> opens(other));

            assertThat(other.shown().getSerialNumber().toString()).isNotEqualTo(before);
            assertThat(other.get("/", cookie).status()).isEqualTo(302);
        } finally {
            Files.delete(gateway.etc("tls/gateway.crt"));
            Files.delete(gateway.etc("tls/gateway.key"));
            Await.until("the certificate of the gateway's own authority", () -> opens(https));
        }
    }

    @Test
    void aLoginOfOneGatewayIsNothingToAnother() throws Exception {
        try (GatewayProcess another = GatewayProcess.start("console-security-2")) {
            RawHttps other = RawHttps.to(another);
            Await.until("the other console's port", Duration.ofSeconds(60), () -> opens(other));

            assertThat(other.get("/", https.cookie(admin)).status()).isEqualTo(401);
            assertThat(User.admin(another).password()).isNotEqualTo(admin.password());
        }
    }
}
