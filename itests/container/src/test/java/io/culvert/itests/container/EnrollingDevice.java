package io.culvert.itests.container;

import static org.junit.Assert.assertEquals;

import io.culvert.itests.peers.Dialect;
import io.culvert.itests.peers.Endpoint;
import io.culvert.itests.peers.Json;
import io.culvert.itests.peers.WebSocketPeer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/** A device with a key, which OpenSSL has made, and what it asks of the gateway's authority. */
final class EnrollingDevice {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String uuid = UUID.randomUUID().toString();
    private final PrivateKey key;
    /** PKCS#10, base64 of DER. */
    private final String request;

    private EnrollingDevice(PrivateKey key, String request) {
        this.key = key;
        this.request = request;
    }

    static EnrollingDevice create() throws Exception {
        Path folder = Files.createTempDirectory("device");
        Process openssl = new ProcessBuilder(
                        "sh",
                        "-e",
                        "-c",
                        "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /"
                                + " -keyout device.key -out device.csr")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(output, 0, openssl.waitFor());
        PrivateKey key = KeyFactory.getInstance("EC")
                .generatePrivate(
                        new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(content(folder.resolve("device.key")))));
        return new EnrollingDevice(key, content(folder.resolve("device.csr")));
    }

    /** What is between the lines of a PEM file, in one line. */
    private static String content(Path pem) throws IOException {
        return Files.readString(pem).replaceAll("-----[A-Z ]+-----|\\s", "");
    }

    String uuid() {
        return uuid;
    }

    /** Asks for a certificate in the gateway's own protocol; gives its answer. */
    Map<String, @Nullable Object> sign(Endpoint endpoint, String token) throws IOException {
        try (WebSocketPeer peer = WebSocketPeer.connect(endpoint, Dialect.CLASSIC)) {
            peer.say("{\"id\":1,\"method\":\"Certificate.Sign\",\"params\":{\"token\":%s,\"csr\":%s,\"uuid\":%s}}"
                    .formatted(Json.quote(token), Json.quote(request), Json.quote(uuid)));
            return peer.document();
        }
    }

    /** Asks for a certificate, which it must get. */
    X509Certificate enroll(Endpoint endpoint, String token) throws IOException, GeneralSecurityException {
        Map<String, @Nullable Object> answer = sign(endpoint, token);
        if (!"success".equals(answer.get("status")) || !(answer.get("params") instanceof Map<?, ?> params)) {
            throw new AssertionError("no certificate: " + answer);
        }
        byte[] pem = String.valueOf(params.get("certificate")).getBytes(StandardCharsets.US_ASCII);
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
    }

    /** Asks by EST, with a token; gives the status of the answer. */
    int enrollByEst(int port, String token) throws Exception {
        String basic = Base64.getEncoder().encodeToString((uuid + ":" + token).getBytes(StandardCharsets.UTF_8));
        return post(port, "simpleenroll", basic);
    }

    /** Asks by EST for the successor of a certificate; gives the status of the answer. */
    int renewByEst(int port, X509Certificate certificate) throws Exception {
        return post(port, "simplereenroll", null, showing(certificate));
    }

    private int post(int port, String operation, @Nullable String basic, KeyManager... own) throws Exception {
        HttpRequest.Builder post = HttpRequest.newBuilder(
                        URI.create("https://127.0.0.1:" + port + "/.well-known/est/" + operation))
                .timeout(PATIENCE)
                .header("Content-Type", "application/pkcs10")
                .header("Content-Transfer-Encoding", "base64")
                .POST(HttpRequest.BodyPublishers.ofString(request));
        if (basic != null) {
            post.header("Authorization", "Basic " + basic);
        }
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(InGateway.trustingTheGateway(own))
                .build()
                .send(post.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** A port that the device shows this certificate to, whenever it is asked for any. */
    Endpoint endpoint(int port, X509Certificate certificate) throws IOException, GeneralSecurityException {
        return new Endpoint("127.0.0.1", port, InGateway.trustingTheGateway(showing(certificate)));
    }

    private KeyManager[] showing(X509Certificate certificate) throws IOException, GeneralSecurityException {
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry("own", key, new char[0], new Certificate[] {certificate});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, new char[0]);
        return keys.getKeyManagers();
    }
}
