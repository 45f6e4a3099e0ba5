package io.culvert.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.client.Messages.Incoming;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {

    @Test
    void anyTextIsQuoted() throws IOException {
        assertThat(new String(Messages.authenticate(1, "{u}", "a \"b\"", "t\\", null), StandardCharsets.UTF_8))
                .isEqualTo("{\"id\":1,\"method\":\"Authentication.Authenticate\",\"params\":"
                        + "{\"uuid\":\"{u}\",\"name\":\"a \\\"b\\\"\",\"token\":\"t\\\\\"}}");
        assertThat(new String(Messages.authenticate(1, "u", "n", "t", "x"), StandardCharsets.UTF_8))
                .contains("\"nonce\":\"x\"");
    }

    @Test
    void whatIsNotKnownIsSkippedAndKeysComeInAnyOrder() throws CulvertException {
        Incoming incoming = Messages.parse(
                "{\"more\":[1,{\"status\":\"no\"}],\"params\":{\"x\":{\"name\":\"no\"},\"name\":\"n\"},\"status\":\"ok\",\"id\":3}"
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(incoming.field("status")).isEqualTo("ok");
        assertThat(incoming.param("name")).isEqualTo("n");
        assertThat(incoming.field("id")).isEqualTo("3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{\"a\":}", "SSH-2.0-OpenSSH_9.2"})
    void anythingElseIsNotThisProtocol(String document) {
        assertThatThrownBy(() -> Messages.parse(document.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(CulvertException.class);
    }
}
