package io.culvert.authenticator.http;

import static io.culvert.authenticator.http.Peers.ask;
import static io.culvert.authenticator.http.Peers.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.auth.AuthResult.Accepted;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ProxyTest {

    private static final String YES = "{\"valid\":true,\"subject\":\"alice\"}";

    private final List<String> heads = new CopyOnWriteArrayList<>();

    @Test
    void goesThroughTheProxyWhichLearnsNothing() throws Exception {
        try (TestService service = TestService.answering(YES);
                RawService proxy = RawService.plain(this::connect)) {
            Keys keys = Keys.of(service.url())
                    .with("proxy", proxy.url("http").replaceAll("http://|/check", ""))
                    .with("auth", "bearer")
                    .with(".secret", "0wn-secret");
            HttpAuthenticator authenticator = keys.start();
            assertThat(ask(authenticator, "s3cret")).isEqualTo(new Accepted("alice"));
            assertThat(ask(authenticator, "s3cret")).isEqualTo(new Accepted("alice"));

            assertThat(heads).as("tunnels through the proxy").hasSize(1);
            assertThat(heads.get(0))
                    .startsWith("CONNECT localhost:" + service.port() + " HTTP/1.1\r\n")
                    .doesNotContain("s3cret", "0wn-secret", "Authorization");
            assertThat(service.questions.getFirst().header("Authorization")).isEqualTo("Bearer 0wn-secret");
        }
    }

    @Test
    void aProxyThatRefusesIsAFailure() throws Exception {
        try (TestService service = TestService.answering(YES);
                RawService proxy = RawService.plain((socket, connection) -> {
                    head(socket);
                    RawService.say(socket, "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
                })) {
            Keys keys = Keys.of(service.url()).with("proxy", proxy.url("http").replaceAll("http://|/check", ""));
            assertThat(failure(keys.start(), "s3cret")).startsWith("the service answers with status 407");
            assertThat(service.questions).isEmpty();
        }
    }

    private void connect(Socket client, int connection) throws IOException {
        String head = head(client);
        heads.add(head);
        int port = Integer.parseInt(head.replaceFirst("(?s)CONNECT localhost:(\\d+) .*", "$1"));
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
            RawService.say(client, "HTTP/1.1 200 OK\r\n\r\n");
            Thread back = new Thread(() -> copy(server, client));
            back.setDaemon(true);
            back.start();
            copy(client, server);
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            assert from.isClosed() || to.isClosed() : e; // one end has gone, and with it the tunnel
        }
    }

    private static String head(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        return head.toString();
    }
}
