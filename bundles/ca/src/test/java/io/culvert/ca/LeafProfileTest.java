package io.culvert.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.api.config.BadConfigurationException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeafProfileTest {

    private static String url(String url) throws BadConfigurationException {
        return LeafProfile.of(Duration.ofDays(30), "url", url).baseUrl();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "http://gateway", "https://gateway.example:8443", "http://192.0.2.1:80", "http://[::1]:80"})
    void takesTheBeginningOfAUrl(String url) throws Exception {
        assertThat(url(url)).isEqualTo(url);
        assertThat(url(" " + url + (url.isEmpty() ? "" : "/"))).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gateway",
                "ftp://gateway",
                "http://",
                "http://gateway/path",
                "http://gateway?x",
                "http://gateway#x",
                "http://user@gateway",
                "http://gateway:port",
                "http://gateway:99999",
                "http://g\u00e4teway",
                "http://a b",
                "//gateway"
            })
    void refusesAnythingElse(String url) {
        assertThatThrownBy(() -> url(url))
                .isInstanceOf(BadConfigurationException.class)
                .hasMessageContaining("url = " + url)
                .hasMessageContaining("http://host:port");
    }

    @Test
    void refusesALifeOfNothing() {
        assertThatThrownBy(() -> new LeafProfile(Duration.ZERO, "")).hasMessageContaining("a second or more");
    }
}
