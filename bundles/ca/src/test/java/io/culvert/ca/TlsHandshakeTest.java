package io.culvert.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Handshakes of devices of the third generation with others, by whatever roots they know. */
class TlsHandshakeTest {

    private static final int MILLISECONDS = 20_000;
    private static final TestAuthority AUTHORITY = TestAuthority.of("EC-P256", "EC-P384", "EC-P256");

    private final Path folder;
    private final TestAuthority.Device device = AUTHORITY.device(3);

    TlsHandshakeTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static List<X509Certificate> roots(String known) {
        return known.chars().mapToObj(number -> AUTHORITY.root(number - '0')).toList();
    }

    private SSLContext context(String known) throws GeneralSecurityException, IOException {
        // PKCS#12 takes only chains in which each certificate is signed by the next.
        KeyStore keys = KeyStore.getInstance("JKS");
        keys.load(null, null);
        keys.setKeyEntry(
                "device",
                device.pair().getPrivate(),
                new char[0],
                AUTHORITY.chain(3, device.certificate()).toArray(Certificate[]::new));
        KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("PKIX");
        keyManagers.init(keys, new char[0]);
        KeyStore trusted = KeyStore.getInstance("JKS");
        trusted.load(null, null);
        for (X509Certificate root : roots(known)) {
            trusted.setCertificateEntry(root.getSubjectX500Principal().getName(), root);
        }
        TrustManagerFactory trustManagers = TrustManagerFactory.getInstance("PKIX");
        trustManagers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
        return context;
    }

    private List<String> openssl(String known) {
        List<X509Certificate> chain = AUTHORITY.chain(3, device.certificate());
        return List.of(
                "-cert",
                Pem.certificates(folder, "leaf.pem", chain.subList(0, 1)),
                "-key",
                Pem.key(folder, "key.pem", device.pair().getPrivate()),
                "-cert_chain",
                Pem.certificates(folder, "chain.pem", chain.subList(1, chain.size())),
                "-CAfile",
                Pem.certificates(folder, "roots.pem", roots(known)),
                "-no-CApath",
                "-verify_return_error");
    }

    /** A server that gives one peer its line back. */
    private static CompletableFuture<Integer> serve(SSLServerSocket server) {
        return CompletableFuture.supplyAsync(() -> {
            try (SSLSocket socket = (SSLSocket) server.accept()) {
                socket.setSoTimeout(MILLISECONDS);
                String line = new BufferedReader(
                                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                        .readLine();
                socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
                return socket.getSession().getPeerCertificates().length;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private SSLServerSocket listen(String known) throws GeneralSecurityException, IOException {
        SSLServerSocket server = (SSLServerSocket)
                context(known).getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress());
        server.setNeedClientAuth(true);
        server.setSoTimeout(MILLISECONDS);
        return server;
    }

    private static String ask(SSLContext context, int port) throws IOException {
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(MILLISECONDS);
            socket.getOutputStream().write("abc\n".getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "12", "123", "2", "3", "23"})
    void betweenTwoJvms(String known) throws Exception {
        try (SSLServerSocket server = listen(known)) {
            CompletableFuture<Integer> served = serve(server);

            assertThat(ask(context(known), server.getLocalPort())).isEqualTo("abc");
            assertThat(served.get(MILLISECONDS, TimeUnit.MILLISECONDS)).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "12", "123", "3", "23"})
    void ofOpensslWithAJvm(String known) throws Exception {
        try (SSLServerSocket server = listen(known)) {
            CompletableFuture<Integer> served = serve(server);
            List<String> command = new ArrayList<>(
                    List.of("openssl", "s_client", "-quiet", "-connect", "127.0.0.1:" + server.getLocalPort()));
            command.addAll(openssl(known));
            String input = Pem.write(folder, "input", "abc\n");
            Process client = new ProcessBuilder(command)
                    .redirectInput(Path.of(input).toFile())
                    .redirectErrorStream(true)
                    .start();
            try {
                String output = new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                assertThat(output).contains("abc");
                assertThat(served.get(MILLISECONDS, TimeUnit.MILLISECONDS)).isEqualTo(3);
            } finally {
                client.destroyForcibly();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "12", "123", "3", "23"})
    void ofAJvmWithOpenssl(String known) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("openssl", "s_server", "-rev", "-naccept", "1", "-accept", "127.0.0.1:0", "-Verify", "5"));
        command.addAll(openssl(known));
        Process server = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            BufferedReader output =
                    new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.US_ASCII));
            String line = output.readLine();
            while (line != null && !line.startsWith("ACCEPT")) {
                line = output.readLine();
            }
            assertThat(line).startsWith("ACCEPT 127.0.0.1:");
            int port = Integer.parseInt(String.valueOf(line).substring("ACCEPT 127.0.0.1:".length()));

            assertThat(ask(context(known), port)).isEqualTo("cba");
        } finally {
            server.destroyForcibly();
        }
    }

    @Test
    void pkcs12StoresTakeOneLinkOnly() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        List<X509Certificate> chain = AUTHORITY.chain(3, device.certificate());
        Certificate[] two = chain.subList(0, 2).toArray(Certificate[]::new);
        Certificate[] three = chain.toArray(Certificate[]::new);

        keys.setKeyEntry("two", device.pair().getPrivate(), new char[0], two);
        assertThatThrownBy(() -> keys.setKeyEntry("three", device.pair().getPrivate(), new char[0], three))
                .isInstanceOf(KeyStoreException.class);
    }
}
