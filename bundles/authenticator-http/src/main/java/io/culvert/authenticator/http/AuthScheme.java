package io.culvert.authenticator.http;

import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ConfigurationReader;
import io.culvert.api.config.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** How the gateway says to the service who it is, in the header {@code Authorization}. */
enum AuthScheme {
    /** Not at all, or by a signature or a client certificate. */
    NONE,
    /** By user name and password, RFC 7617. */
    BASIC,
    /** By a token of the gateway's own, RFC 6750. */
    BEARER;

    /** The header, or nothing. */
    static Map<String, String> header(HttpConfig config, Preset preset, ConfigurationReader reader)
            throws BadConfigurationException {
        AuthScheme scheme = reader.oneOf("auth", preset.value("auth", config.auth()), AuthScheme.class);
        if (scheme == NONE) {
            return Map.of();
        }
        if (reader.oneOf("signing", config.signing(), Signing.Kind.class) == Signing.Kind.AWS_SIGV4) {
            throw BadConfigurationException.of(
                    "signing", config.signing(), "needs the header that auth uses, so auth must be none");
        }
        Secret secret = Secret.of(".secret", reader.required(".secret", config._secret()));
        String password = reader.required(".secret", secret.text());
        if (scheme == BEARER) {
            visible(".secret", password);
            return Map.of("Authorization", "Bearer " + password);
        }
        String user = reader.required("username", config.username());
        // The id and secret of an OAuth 2.0 client are encoded before they are joined, RFC 6749 section 2.3.1.
        String joined = preset == Preset.INTROSPECTION ? encode(user) + ":" + encode(password) : user + ":" + password;
        if (preset != Preset.INTROSPECTION && user.indexOf(':') >= 0) {
            throw BadConfigurationException.of("username", user, "must have no colon, RFC 7617");
        }
        return Map.of(
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString(joined.getBytes(StandardCharsets.UTF_8)));
    }

    /** Checks what becomes a part of a header; the message does not repeat it. */
    static String visible(String key, String value) throws BadConfigurationException {
        if (!value.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new BadConfigurationException(key + ": must have visible ASCII characters only, and no spaces");
        }
        return value;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
