package io.culvert.transport.undertow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.culvert.api.FreePort;
import io.culvert.api.tls.TestAuthority;
import io.culvert.api.tls.TestAuthority.Issued;
import io.culvert.api.transport.ConnectionInfo;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Behind a real nginx, both configured as docs/authenticators/certificate.md says. */
@Timeout(60)
class NginxTest {

    private static final Path NGINX = Path.of("/usr/sbin/nginx");
    private static final Path DOCUMENT = Path.of("../../docs/authenticators/certificate.md");

    /** Not the address of nginx, which is trusted. */
    private static final String PEER = "127.0.0.2";

    private @Nullable Process nginx;
    private Gateway gateway;

    @BeforeEach
    void start() throws Exception {
        // Its package may start a server, so it is installed where continuous integration runs, and else by hand.
        assumeTrue(System.getenv("CI") != null || Files.isExecutable(NGINX), "no nginx here");
        gateway = new Gateway(Map.of("ping_interval", 0));
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (nginx != null) {
            nginx.destroy();
            nginx.waitFor();
        }
        if (gateway != null) {
            gateway.close();
        }
    }

    @Test
    void passesAddressAndCertificateOn(@TempDir Path folder) throws Exception {
        TestAuthority root = TestAuthority.root(folder, "root");
        Issued server = TestAuthority.selfSigned(folder, "/CN=localhost", "subjectAltName=DNS:localhost", 2);
        int upstream = gateway.listen(listener(root));
        int port = startNginx(folder, server, root, upstream);

        Issued own = root.client("/CN=client");
        ConnectionInfo known = connect(new TlsClient(server.certificate(), own), port, "");
        assertThat(known.certificates())
                .containsExactly(own.certificate(), root.own().certificate());
        assertThat(known.remote().getHostString()).isEqualTo(PEER);
        assertThat(known.remote().getPort()).isZero(); // nginx tells none

        // What a client makes up itself does not come through.
        String forged = "X-Client-Cert: forged\r\nX-Forwarded-For: 203.0.113.9\r\n";
        ConnectionInfo anonymous = connect(new TlsClient(server.certificate(), null), port, forged);
        assertThat(anonymous.certificates()).isEmpty();
        assertThat(anonymous.remote().getHostString()).isEqualTo(PEER);
    }

    private ConnectionInfo connect(TlsClient client, int port, String headers) throws Exception {
        try (SSLSocket socket = client.connect(PEER, port, "TLSv1.3");
                RawPeer peer = new RawPeer(socket)) {
            String upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
            assertThat(peer.request("/websocket", headers + upgrade)).startsWith("HTTP/1.1 101 ");
            Gateway.Seen seen = gateway.accepted();
            peer.sendText("hello");
            assertThat(Gateway.take(seen.texts)).isEqualTo("hello");
            return seen.connection.info();
        }
    }

    /** The document's listener, on a free port. */
    private static Map<String, Object> listener(TestAuthority root) throws IOException {
        Map<String, Object> keys = new HashMap<>();
        example("ini", "name = plain").lines().forEach(line -> {
            String[] pair = line.split(" = ", 2);
            keys.put(pair[0].replace('.', '_'), pair[1]);
        });
        keys.put("port", 0);
        keys.put("tls", Boolean.valueOf((String) keys.get("tls")));
        keys.put("trusted_proxies", new String[] {(String) keys.get("trusted_proxies")});
        keys.put("client_ca", root.own().chain().toString());
        return keys;
    }

    private int startNginx(Path folder, Issued server, TestAuthority root, int upstream) throws Exception {
        int port = FreePort.next();
        String block = example("nginx", "server {")
                .replace("listen 443 ssl", "listen 127.0.0.1:" + port + " ssl")
                .replace("/etc/nginx/gateway.crt", server.chain().toString())
                .replace("/etc/nginx/gateway.key", server.key().toString())
                .replace("/etc/nginx/clients.pem", root.own().chain().toString())
                .replace("127.0.0.1:8080", "127.0.0.1:" + upstream);
        Path configuration = Files.writeString(
                folder.resolve("nginx.conf"),
                "daemon off; master_process off; pid nginx.pid; error_log stderr; events {}\n"
                        + "http { access_log off; client_body_temp_path a; proxy_temp_path b; fastcgi_temp_path c;"
                        + " uwsgi_temp_path d; scgi_temp_path e;\n" + block + "}\n");
        nginx = new ProcessBuilder(NGINX.toString(), "-p", folder + "/", "-c", configuration.toString())
                .inheritIO()
                .start();
        Process started = nginx;
        Gateway.await(() -> {
            assertThat(started.isAlive()).as("nginx runs").isTrue();
            return listens(port);
        });
        return port;
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** A complete example of the document. */
    private static String example(String language, String begin) throws IOException {
        Matcher block = Pattern.compile("```" + language + "\n(" + Pattern.quote(begin) + ".*?)```", Pattern.DOTALL)
                .matcher(Files.readString(DOCUMENT));
        assertThat(block.find())
                .as("%s example that begins with %s", language, begin)
                .isTrue();
        return block.group(1);
    }
}
