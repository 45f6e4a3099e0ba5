package io.culvert.itests.container;

import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.PemFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** An HTTPS service on a free port that gives every question the same answer; one connection for each. */
final class TokenServer implements AutoCloseable {

    /** The next answers' body. */
    volatile String answer = "";

    /** The last body that came. */
    volatile String lastRequest = "";

    final AtomicInteger requests = new AtomicInteger();

    /** How connections ended that brought no request. */
    final List<String> failures = new CopyOnWriteArrayList<>();

    private final SSLServerSocket socket;

    private TokenServer(SSLServerSocket socket) {
        this.socket = socket;
        Thread thread = new Thread(this::serve, "token server");
        thread.setDaemon(true);
        thread.start();
    }

    /** A server with a certificate of its own for localhost, which is made in that file. */
    static TokenServer start(Path certificate)
            throws IOException, InterruptedException, GeneralSecurityException, BadConfigurationException {
        Path key = certificate.resolveSibling(certificate.getFileName() + ".key");
        make(certificate, key);
        List<X509Certificate> chain = PemFiles.readChain("certificate", certificate);
        KeyStore identity = KeyStore.getInstance("PKCS12");
        identity.load(null, null);
        char[] password = {};
        identity.setKeyEntry(
                "service",
                PemFiles.readKey("key", key, chain.get(0).getPublicKey()),
                password,
                chain.toArray(new Certificate[0]));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(identity, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return new TokenServer((SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    private static void make(Path certificate, Path key) throws IOException, InterruptedException {
        String command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
                + " -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout \"$1\" -out \"$0\"";
        Process openssl = new ProcessBuilder("sh", "-c", command, certificate.toString(), key.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (openssl.waitFor() != 0) {
            throw new IOException(output);
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                lastRequest = request(client.getInputStream());
                requests.incrementAndGet();
                String head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + answer.length() + "\r\n\r\n";
                client.getOutputStream().write((head + answer).getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                failures.add(e.toString()); // closed by either side: the next connection is another one
            }
        }
    }

    private static String request(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        String length = head.toString().replaceFirst("(?is).*content-length: *(\\d+).*", "$1");
        return new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
