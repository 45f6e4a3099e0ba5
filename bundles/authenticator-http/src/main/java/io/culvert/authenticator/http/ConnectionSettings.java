package io.culvert.authenticator.http;

import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ClientTls;
import io.culvert.api.config.ConfigurationReader;
import io.culvert.api.config.Secret;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * Where the service is and how it is talked to.
 *
 * @param url to which every question goes
 * @param tls whom we trust, and who we are
 * @param proxy on the way
 * @param version of HTTP, the highest that is used
 * @param timeout for a whole exchange, from the connection to the last byte of the answer
 * @param concurrency how many exchanges there are at the same time at most
 * @param answerSize in bytes, at most
 */
record ConnectionSettings(
        URI url,
        SSLContext tls,
        ProxySelector proxy,
        Version version,
        Duration timeout,
        int concurrency,
        int answerSize) {

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");
    private static final int MAX_TIMEOUT = 60;
    private static final int MAX_CONCURRENCY = 1024;
    private static final int MAX_ANSWER = 1 << 20;
    private static final int MAX_PORT = 0xFFFF;

    static ConnectionSettings of(HttpConfig config, ConfigurationReader reader) throws BadConfigurationException {
        URI url = url(config, reader);
        boolean https = url.getScheme().equalsIgnoreCase("https");
        return new ConnectionSettings(
                url,
                new ClientTls(
                                config.ca(),
                                Secret.of(".ca.password", config._ca_password()),
                                config.certificate(),
                                config.certificate_key())
                        .context(),
                proxy(config.proxy()),
                // Without TLS the client would ask for HTTP/2 by an upgrade, which surprises simple servers.
                version(config.http_version(), https),
                reader.seconds("timeout", config::timeout, 1, MAX_TIMEOUT),
                reader.number("concurrency", config::concurrency, 1, MAX_CONCURRENCY),
                reader.number("answer.size", config::answer_size, 1, MAX_ANSWER));
    }

    /** The service as it may be shown: a path or query could hold a key. */
    String service() {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }

    private static URI url(HttpConfig config, ConfigurationReader reader) throws BadConfigurationException {
        URI url = reader.uri("url", config.url(), "https", "http");
        if (url.getRawUserInfo() != null) {
            throw new BadConfigurationException(
                    "url: must have no user and password; they go into username and .secret");
        }
        String host = url.getHost().toLowerCase(Locale.ROOT);
        if (url.getScheme().equalsIgnoreCase("http") && !LOOPBACK.matcher(host).matches()) {
            throw new BadConfigurationException("url: http:// would send tokens over the network for all to read, and"
                    + " let anybody answer; use https://, or http:// with localhost, 127.0.0.1 or [::1], not " + host);
        }
        return url;
    }

    private static Version version(String version, boolean https) throws BadConfigurationException {
        return switch (version.strip()) {
            case "1.1" -> Version.HTTP_1_1;
            case "2" -> https ? Version.HTTP_2 : Version.HTTP_1_1;
            default -> throw BadConfigurationException.of("http.version", version, "must be one of 1.1, 2");
        };
    }

    private static ProxySelector proxy(String proxy) throws BadConfigurationException {
        if (proxy.isBlank()) {
            return HttpClient.Builder.NO_PROXY;
        }
        try {
            URI address = new URI("//" + proxy.strip());
            if (address.getHost() != null
                    && address.getPort() > 0
                    && address.getPort() <= MAX_PORT
                    && address.getRawUserInfo() == null
                    && address.getRawPath().isEmpty()) {
                return ProxySelector.of(InetSocketAddress.createUnresolved(address.getHost(), address.getPort()));
            }
        } catch (URISyntaxException e) {
            throw BadConfigurationException.of("proxy", proxy, "must be HOST:PORT: " + e.getReason());
        }
        throw BadConfigurationException.of("proxy", proxy, "must be HOST:PORT");
    }
}
