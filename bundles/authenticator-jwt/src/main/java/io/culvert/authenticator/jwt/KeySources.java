package io.culvert.authenticator.jwt;

import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ClientTls;
import io.culvert.api.config.ConfigurationReader;
import io.culvert.api.config.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.util.regex.Pattern;

/** Opens where a configuration says that the keys are. */
final class KeySources {

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");
    private static final int DAY = 86_400;
    private static final int LARGEST = 16 << 20;

    private KeySources() {}

    static KeySource open(JwtConfig config, ConfigurationReader reader) throws BadConfigurationException {
        if (config.jwks_url().isBlank() == config.jwks_file().isBlank()) {
            throw new BadConfigurationException("jwks.url and jwks.file: exactly one of the two is needed");
        }
        return config.jwks_file().isBlank() ? endpoint(config, reader) : file(config.jwks_file(), reader);
    }

    private static KeySource file(String name, ConfigurationReader reader) throws BadConfigurationException {
        Path file = ConfigurationReader.path(reader.required("jwks.file", name));
        try {
            return new KeyFile(file);
        } catch (InvalidKeyException e) {
            throw BadConfigurationException.of("jwks.file", file, String.valueOf(e.getMessage()));
        }
    }

    private static KeySource endpoint(JwtConfig config, ConfigurationReader reader) throws BadConfigurationException {
        JwksEndpoint.Policy policy = new JwksEndpoint.Policy(
                reader.seconds("jwks.age", config::jwks_age, 1, 30 * DAY),
                reader.seconds("jwks.stale", config::jwks_stale, 0, 30 * DAY),
                reader.seconds("jwks.pause", config::jwks_pause, 1, DAY),
                reader.seconds("jwks.timeout", config::jwks_timeout, 1, DAY),
                reader.number("jwks.size", config::jwks_size, 1024, LARGEST));
        URI uri = uri(config.jwks_url(), reader);
        ClientTls tls = new ClientTls(
                config.ca(),
                Secret.of(".ca.password", config._ca_password()),
                config.certificate(),
                config.certificate_key());
        JwksEndpoint endpoint = new JwksEndpoint(uri, tls.context(), policy, System::nanoTime);
        endpoint.keys(); // so that a mistake shows in the log now, and the first peer does not wait
        return endpoint;
    }

    private static URI uri(String url, ConfigurationReader reader) throws BadConfigurationException {
        URI uri = reader.uri("jwks.url", url, "https", "http");
        if (uri.getRawUserInfo() != null) {
            throw new BadConfigurationException("jwks.url: must be without user and password");
        }
        if (uri.getScheme().equalsIgnoreCase("http")
                && !LOOPBACK.matcher(uri.getHost()).matches()) {
            throw BadConfigurationException.of(
                    "jwks.url",
                    url,
                    "must begin with https://, or whoever is on the way could put in keys of their own");
        }
        return uri;
    }
}
