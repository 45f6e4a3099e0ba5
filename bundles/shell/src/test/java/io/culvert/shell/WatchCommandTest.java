package io.culvert.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.culvert.api.broker.Broker;
import io.culvert.api.transport.PeerInfo;
import io.culvert.api.transport.Transport;
import java.io.ByteArrayOutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.karaf.shell.support.CommandException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WatchCommandTest {

    private static final PeerInfo PEER = new PeerInfo("home", "{8c1f}", "laptop");

    private final FakeGateway gateway = new FakeGateway();
    private final WatchCommand watch = new WatchCommand();

    @Test
    void printsAsManyPicturesAsAsked() throws Exception {
        gateway.tunnel("t1", Duration.ofSeconds(192), PEER, PEER);
        watch.count = 2;

        assertThat(gateway.run(watch))
                .containsPattern("(?s)Tunnels: 1, 1.2 MiB/s.*t1.*Sessions: 0 connected.*Tunnels: 1, 1.2 MiB/s.*t1");
    }

    @Test
    void printsOneJsonDocumentUnlessAskedForMore() throws Exception {
        gateway.tunnel("t1", Duration.ofSeconds(192), PEER, PEER);

        JsonNode picture = gateway.runJson(watch);

        assertThat(picture.at("/time").asText()).isEqualTo("2026-11-22T12:00:00Z");
        assertThat(picture.at("/tunnels/0/id").asText()).isEqualTo("t1");
        assertThat(picture.at("/sessions")).isEmpty();
        assertThat(picture.at("/status/broker/authenticators").asInt()).isZero();
    }

    @Test
    void goesOnWhileThereIsNoBrokerAndNoTransport() throws Exception {
        watch.count = 1;
        gateway.without(Broker.class).without(Transport.class);

        assertThat(gateway.run(watch)).contains("The transport is not running.", "The broker is not running.");
    }

    @Test
    void needsACountWithoutATerminal() {
        assertThatThrownBy(() -> gateway.run(watch))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("use --count");
    }

    @Test
    void refusesAnIntervalOfNothing() {
        watch.interval = 0;

        assertThatThrownBy(() -> gateway.run(watch)).isInstanceOf(CommandException.class);
    }

    @Test
    void noticesThatTheCommandsWereStopped() {
        Gateway found = new Gateway(gateway.context());
        assertThat(found.left()).isFalse();

        gateway.stopped = true;

        assertThat(found.left()).isTrue();
    }

    @Test
    void theScreenShowsWhatFitsAndIsGivenBackAsItWas() throws Exception {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        try (PipedOutputStream keyboard = new PipedOutputStream();
                ExternalTerminal terminal = new ExternalTerminal(
                        "test", "xterm", new PipedInputStream(keyboard), shown, StandardCharsets.UTF_8)) {
            terminal.setSize(new Size(20, 4));
            Attributes before = terminal.getAttributes();
            try (Screen screen = new Screen(terminal)) {
                screen.show(out -> out.printf("first line%n%s%nthird line%n", "x".repeat(30)));
                assertThat(screen.keyWithin(Duration.ofMillis(1))).isFalse();
                keyboard.write('q');
                keyboard.flush();
                assertThat(screen.keyWithin(Duration.ofSeconds(20))).isTrue();
            }
            assertThat(terminal.getAttributes().toString()).isEqualTo(before.toString());
        }
        assertThat(shown.toString(StandardCharsets.UTF_8))
                .startsWith("\u001b[?1049h")
                .contains("first line\u001b[K", "x".repeat(20) + "\u001b[K", "Press any key")
                .doesNotContain("x".repeat(21), "third line")
                .endsWith("\u001b[?1049l");
    }
}
