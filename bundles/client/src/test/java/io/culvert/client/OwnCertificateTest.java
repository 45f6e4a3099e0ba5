package io.culvert.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.api.tls.TestAuthority;
import io.culvert.api.tls.TestAuthority.Issued;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OwnCertificateTest {

    @Test
    void isShownWithItsChain(@TempDir Path folder) throws Exception {
        TestAuthority root = TestAuthority.root(folder, "root");
        Issued own = root.intermediate("between").client("/CN=device");
        TestCertificate gateway =
                TestCertificate.of(folder, "dns:localhost", root.own().certificate());
        SSLContext trust = Trust.pem(gateway.pem(), OwnCertificate.pem(own.chain(), own.key()));
        try (SSLServerSocket server =
                (SSLServerSocket) gateway.server().getServerSocketFactory().createServerSocket(0)) {
            server.setNeedClientAuth(true);
            CompletableFuture<X509Certificate> seen = CompletableFuture.supplyAsync(() -> shownTo(server));
            try (Socket socket = trust.getSocketFactory().createSocket("localhost", server.getLocalPort())) {
                assertThat(socket.getInputStream().read()).isEqualTo('!');
            }
            assertThat(seen.join()).isEqualTo(own.certificate());
        }
    }

    private static X509Certificate shownTo(SSLServerSocket server) {
        try (SSLSocket socket = (SSLSocket) server.accept()) {
            X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            socket.getOutputStream().write('!');
            return shown;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void saysWhatIsWrongWithItsFiles(@TempDir Path folder) {
        TestAuthority root = TestAuthority.root(folder, "root");
        Issued own = root.client("/CN=device");
        assertThatThrownBy(() -> OwnCertificate.pem(folder.resolve("missing"), own.key()))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> OwnCertificate.pem(own.key(), own.key())).isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> OwnCertificate.pem(own.chain(), Path.of(own.key() + ".sec1")))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("openssl pkey -in ");
    }
}
