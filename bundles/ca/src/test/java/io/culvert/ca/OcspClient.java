package io.culvert.ca;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Asks a responder by openssl and HTTP. */
final class OcspClient {

    private OcspClient() {}

    /**
     * What openssl says of the answer.
     *
     * @param issuer whose certificates are asked for
     * @param root whom openssl believes
     */
    static ExternalCommand ask(
            Path folder,
            OcspResponder responder,
            X509Certificate issuer,
            X509Certificate root,
            List<X509Certificate> certificates,
            String... options) {
        HttpServer server = serve(responder);
        try {
            List<String> command = new ArrayList<>(List.of(
                    "openssl",
                    "ocsp",
                    "-url",
                    "http://127.0.0.1:" + server.getAddress().getPort() + "/d2d/ocsp",
                    "-CAfile",
                    Pem.certificates(folder, "root.pem", List.of(root)),
                    "-resp_text"));
            command.addAll(List.of(options));
            command.addAll(List.of("-issuer", Pem.certificates(folder, "issuer.pem", List.of(issuer))));
            for (int i = 0; i < certificates.size(); i++) {
                command.add("-cert");
                command.add(Pem.certificates(folder, "asked-" + i + ".pem", certificates.subList(i, i + 1)));
            }
            return ExternalCommand.run(command);
        } finally {
            server.stop(0);
        }
    }

    private static HttpServer serve(OcspResponder responder) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/d2d/ocsp", exchange -> {
                byte[] answer = responder.answer(exchange.getRequestBody().readAllBytes(), Instant.now());
                exchange.getResponseHeaders().add("Content-Type", "application/ocsp-response");
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
