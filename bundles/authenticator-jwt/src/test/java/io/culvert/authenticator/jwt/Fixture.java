package io.culvert.authenticator.jwt;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.Credentials;
import io.culvert.api.transport.ConnectionInfo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.osgi.util.converter.Converters;

/** A configuration as DS would make it from a file, and tokens that are good for it. */
record Fixture(Map<String, Object> keys) {

    static final String ISSUER = "https://id.example.com/realms/culvert";
    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    static final long SECONDS = NOW.getEpochSecond();
    static final InstantSource CLOCK = InstantSource.fixed(NOW);
    static final Map<String, Object> PROPERTIES = Map.of("felix.fileinstall.filename", "file:/etc/x.config");

    static Fixture of() {
        return new Fixture(Map.of("issuer", ISSUER, "audience", List.of("culvert")));
    }

    static Fixture file(Path file, String content) {
        try {
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return of().with("jwks.file", file.toString());
    }

    Fixture with(String key, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(keys);
        changed.put(key, value);
        return new Fixture(changed);
    }

    Fixture without(String key) {
        Map<String, Object> changed = new LinkedHashMap<>(keys);
        changed.remove(key);
        return new Fixture(changed);
    }

    JwtConfig config() {
        return Converters.standardConverter().convert(keys).to(JwtConfig.class);
    }

    JwtAuthenticator authenticator() {
        return new JwtAuthenticator(config(), PROPERTIES, CLOCK);
    }

    /** Claims that everybody accepts. */
    static Json claims() {
        return Json.of("iss", ISSUER)
                .text("sub", "alice")
                .text("aud", "culvert")
                .raw("iat", SECONDS - 10)
                .raw("exp", SECONDS + 300);
    }

    static CompletableFuture<AuthResult> asking(JwtAuthenticator authenticator, String token) {
        ConnectionInfo connection = new ConnectionInfo(
                "c1",
                ConnectionInfo.Kind.WEBSOCKET,
                true,
                "main",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711),
                Instant.EPOCH,
                List.of());
        return authenticator
                .authenticate(new Credentials(token, "uuid", "name", "nonce", connection))
                .toCompletableFuture();
    }

    static AuthResult ask(JwtAuthenticator authenticator, String token) {
        return asking(authenticator, token).orTimeout(30, TimeUnit.SECONDS).join();
    }
}
