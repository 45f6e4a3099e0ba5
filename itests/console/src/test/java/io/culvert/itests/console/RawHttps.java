package io.culvert.itests.console;

import io.culvert.itests.gateway.GatewayProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Sends requests as no decent client would: every byte of them is the test's. Each has a connection of its own. */
record RawHttps(int port, SSLContext context) {

    private static final int PATIENCE = 30_000;

    /** What came back. */
    record Answer(int status, List<String> headers, String body) {

        /** The value of a header; empty when it is not there. */
        String header(String name) {
            String prefix = name.toLowerCase(Locale.ROOT) + ":";
            return headers.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                    .map(line -> line.substring(prefix.length()).strip())
                    .findFirst()
                    .orElse("");
        }
    }

    /** Trusts the gateway's own authority. */
    static RawHttps to(GatewayProcess gateway) throws IOException, GeneralSecurityException {
        return new RawHttps(gateway.consolePort(), trusting(gateway.authority()));
    }

    static SSLContext trusting(Path pem) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(pem)) {
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca" + store.size(), each);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    String origin() {
        return "https://localhost:" + port;
    }

    SSLSocket open() throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(PATIENCE);
        return socket;
    }

    /** The certificate that is shown to new connections. */
    X509Certificate shown() throws IOException {
        try (SSLSocket socket = open()) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    Answer get(String path, String... headers) throws IOException {
        return send("GET", path, "", headers);
    }

    /** Sends a request with these lines for headers, besides Host, unless one of them is Host, and Content-Length. */
    Answer send(String method, String path, String body, String... headers) throws IOException {
        List<String> lines = new ArrayList<>(List.of(method + " " + path + " HTTP/1.1", "Connection: close"));
        if (List.of(headers).stream().noneMatch(line -> line.startsWith("Host:"))) {
            lines.add("Host: localhost:" + port);
        }
        lines.addAll(List.of(headers));
        if (!body.isEmpty()) {
            lines.add("Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length);
        }
        byte[] request = (String.join("\r\n", lines) + "\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8);
        try (SSLSocket socket = open()) {
            try {
                socket.getOutputStream().write(request);
                socket.getOutputStream().flush();
            } catch (SocketException e) {
                // It may answer before it has read everything.
            }
            return read(socket);
        }
    }

    private static Answer read(Socket socket) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(bytes);
        } catch (SocketException e) {
            // Reset, because it did not read everything; what had come before counts.
        }
        String text = bytes.toString(StandardCharsets.UTF_8);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new IOException("no answer, but: " + text);
        }
        List<String> head = List.of(text.substring(0, end).split("\r\n", -1));
        return new Answer(
                Integer.parseInt(head.get(0).split(" ", -1)[1]), head.subList(1, head.size()), text.substring(end + 4));
    }

    /** Logs in as a browser does. */
    Answer logIn(User user, String... headers) throws IOException {
        List<String> all =
                new ArrayList<>(List.of("Origin: " + origin(), "Content-Type: application/x-www-form-urlencoded"));
        all.addAll(List.of(headers));
        return send(
                "POST",
                "/login",
                form(Map.of("user", user.name(), "password", user.password())),
                all.toArray(String[]::new));
    }

    /** The header with the cookie of a login that succeeded. */
    String cookie(User user) throws IOException {
        String cookie = logIn(user).header("Set-Cookie");
        if (cookie.isEmpty()) {
            throw new AssertionError(user.name() + " cannot log in");
        }
        return "Cookie: " + cookie.substring(0, cookie.indexOf(';'));
    }

    private static String form(Map<String, String> fields) {
        List<String> pairs = new ArrayList<>();
        fields.forEach((name, value) -> pairs.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return String.join("&", pairs);
    }
}
