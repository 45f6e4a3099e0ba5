package io.culvert.authenticator.http;

import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ConfigurationReader;
import io.culvert.api.config.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** How a request proves that it comes from this gateway and was not changed on its way. */
sealed interface Signing permits Signing.None, HmacSigning, AwsSigV4 {

    /** The names in the configuration. */
    enum Kind {
        NONE,
        HMAC,
        AWS_SIGV4
    }

    /** Not at all. */
    record None() implements Signing {
        @Override
        public Map<String, String> sign(String method, URI url, Map<String, String> headers, byte[] body, Instant now) {
            return Map.of();
        }
    }

    /**
     * Signs a request.
     *
     * @param headers that are sent and cannot be changed on the way, names in lower case
     * @return the headers to send as well
     */
    Map<String, String> sign(String method, URI url, Map<String, String> headers, byte[] body, Instant now);

    static Signing of(HttpConfig config, ConfigurationReader reader) throws BadConfigurationException {
        Kind kind = reader.oneOf("signing", config.signing(), Kind.class);
        if (kind == Kind.NONE) {
            return new None();
        }
        Secret secret = Secret.of(".signing.secret", reader.required(".signing.secret", config._signing_secret()));
        reader.required(".signing.secret", secret.text());
        if (kind == Kind.HMAC) {
            return new HmacSigning(secret);
        }
        Secret sessionToken = Secret.of(".signing.session.token", config._signing_session_token());
        AuthScheme.visible(".signing.session.token", sessionToken.text());
        return new AwsSigV4(
                required("signing.key.id", config.signing_key_id(), reader),
                secret,
                sessionToken,
                required("signing.region", config.signing_region(), reader),
                required("signing.service", config.signing_service(), reader));
    }

    private static String required(String key, String value, ConfigurationReader reader)
            throws BadConfigurationException {
        return AuthScheme.visible(key, reader.required(key, value));
    }

    /** HMAC-SHA-256, RFC 2104. */
    static byte[] hmac(byte[] key, byte[]... message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            for (byte[] part : message) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has HmacSHA256", e);
        }
    }

    /** SHA-256 in hexadecimal digits. */
    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
