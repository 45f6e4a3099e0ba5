package io.culvert.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {

    @ParameterizedTest
    @ValueSource(strings = {"/", "/culvert/", "/api/v1/configurations/io.culvert.x~main", "/a%20b", "/.well", "/a..b"})
    void aPathThatIsClearMayPass(String path) {
        assertThat(RequestPath.clear(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "//x",
                "/a//b",
                "/.",
                "/..",
                "/a/../b",
                "/a/./b",
                "/a;b",
                "/..;/x",
                "/%2e%2e/x",
                "/a%2Fb",
                "/a%5cb",
                "/a\\b",
                "/a%00",
                "/a%3bb",
                "/a%252e",
                "/a b"
            })
    void aPathThatCouldBeReadInTwoWaysMayNot(String path) {
        assertThat(RequestPath.clear(path)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"//evil.example", "/\\evil.example", "https://evil.example", "javascript:x", "", "/\r\nX: y"})
    void aLoginLeadsToNoOtherSite(String to) {
        assertThat(RequestPath.local(to)).isEqualTo("/culvert/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/culvert/", "/system/console/bundles?x=y", "/culvert/#/tunnels"})
    void aLoginLeadsBack(String to) {
        assertThat(RequestPath.local(to)).isEqualTo(to);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.0.0.1:8181",
                "[::1]:8181",
                "LOCALHOST:8181",
                "gateway.example",
                "a.wild.example"
            })
    void theConsoleIsCalledSo(String host) {
        assertThat(HostNames.accepts(host, List.of("localhost", "gateway.example", "*.wild.example")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8181",
                "localhost.evil.example",
                "wild.example",
                "a.b.wild.example",
                "",
                "127.0.0.1.evil.example",
                "[::1",
                "1.2.3.4.5"
            })
    void theConsoleIsNotCalledSo(String host) {
        assertThat(HostNames.accepts(host, List.of("localhost", "*.wild.example")))
                .isFalse();
    }
}
