package io.culvert.ca.http;

import io.culvert.api.http.HttpReply;
import io.culvert.api.http.HttpRequest;
import io.culvert.api.http.HttpResource;
import io.culvert.api.transport.ConnectionInfo;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A request to a resource, put together step by step. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares requests
record Requests(String method, String path, Map<String, List<String>> headers, byte[] body, ConnectionInfo connection) {

    static Requests get(String path) {
        return new Requests("GET", path, Map.of(), new byte[0], connectionOf());
    }

    static Requests post(String path, String type, byte[] body) {
        return new Requests("POST", path, Map.of(), body, connectionOf()).with("Content-Type", type);
    }

    static ConnectionInfo connectionOf(X509Certificate... chain) {
        return new ConnectionInfo(
                "c1",
                ConnectionInfo.Kind.WEBSOCKET,
                true,
                "main",
                new InetSocketAddress("127.0.0.1", 50000),
                Instant.now(),
                List.of(chain));
    }

    Requests by(String other) {
        return new Requests(other, path, headers, body, connection);
    }

    Requests with(String header, String... values) {
        Map<String, List<String>> changed = new TreeMap<>(headers);
        changed.put(header.toLowerCase(Locale.ROOT), Arrays.asList(values));
        return new Requests(method, path, changed, body, connection);
    }

    Requests basic(String user, String token) {
        byte[] both = (user + ":" + token).getBytes(StandardCharsets.UTF_8);
        return with("Authorization", "Basic " + Base64.getEncoder().encodeToString(both));
    }

    Requests from(X509Certificate... chain) {
        return new Requests(method, path, headers, body, connectionOf(chain));
    }

    HttpReply to(HttpResource resource) {
        return resource.handle(new HttpRequest(method, path, "", headers, body, connection))
                .toCompletableFuture()
                .join();
    }

    static String text(HttpReply reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }
}
