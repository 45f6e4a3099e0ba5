package io.culvert.authenticator.http;

import io.culvert.api.config.ConfigurationReader;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.util.converter.Converters;

/** A configuration as Declarative Services would make it from a file. Immutable. */
record Keys(Map<String, Object> values) {

    /** The file that messages name. */
    static final String FILE = "file:/opt/culvert/etc/io.culvert.authenticator.http-x.config";

    /** With a timeout that a busy machine does not reach. */
    static Keys url(String url) {
        return new Keys(Map.of("url", url, "timeout", 30));
    }

    /** For a service that has the first test certificate. */
    static Keys of(String url) {
        return url(url).with("ca", TestCertificate.SERVICE.pem().toString());
    }

    Keys with(String key, Object value) {
        Map<String, Object> more = new TreeMap<>(values);
        more.put(key, value);
        return new Keys(more);
    }

    HttpConfig config() {
        return Converters.standardConverter().convert(values).to(HttpConfig.class);
    }

    Map<String, Object> properties() {
        return with("felix.fileinstall.filename", FILE).values();
    }

    HttpAuthenticator start() {
        return new HttpAuthenticator(config(), properties());
    }

    /** The same without a component around, which would only log what is wrong. */
    TokenService service() throws Exception {
        return new TokenService(config(), new ConfigurationReader(properties()), Clock.systemUTC());
    }
}
