package io.culvert.codec.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.codec.AuthFailure;
import io.culvert.api.codec.CodecSession;
import io.culvert.api.codec.Message;
import io.culvert.api.transport.PeerInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Replays the examples of {@code docs/protocol.md}; how one is written is said there. */
class ExamplesTest {

    private static final Pattern PARTNER = Pattern.compile("the partner comes: name \"(.*)\", uuid \"(.*)\"");

    private final Peer peer = new Peer(new JsonRpcCodec("culvert", "0.1.0"));

    /** What the gateway said and did, and the example has not mentioned yet. */
    private final Deque<String> said = new ArrayDeque<>();

    static List<Path> theGatewaySaysWhatTheExampleShows() throws IOException {
        return ProtocolPage.examples();
    }

    @ParameterizedTest
    @MethodSource
    void theGatewaySaysWhatTheExampleShows(Path example) throws IOException {
        List<String> lines = Files.readAllLines(example);
        assertThat(lines).isNotEmpty();
        for (String line : lines) {
            String content = line.substring(3);
            switch (line.substring(0, 3)) {
                case "-> " -> peer.sends(content).forEach(this::hear);
                case "<- " -> assertThat(said.poll()).isEqualTo(content + "\n");
                case "-- " -> happens(content);
                default -> throw new AssertionError(line);
            }
        }
        assertThat(said).isEmpty();
    }

    private void hear(Message message) {
        if (message instanceof Message.Answered answered) {
            said.add(answered.reply());
        } else if (message instanceof Message.Malformed malformed) {
            if (malformed.reply() != null) {
                said.add(malformed.reply());
            }
            said.add("closed: " + malformed.reason().code() + " "
                    + malformed.reason().text());
        }
    }

    private void happens(String event) {
        CodecSession session = peer.session();
        Matcher partner = PARTNER.matcher(event);
        if (partner.matches()) {
            said.add(session.established(new PeerInfo("somebody", partner.group(2), partner.group(1))));
            return;
        }
        switch (event) {
            case "the token is accepted" -> said.add(session.accepted());
            case "the token is refused" -> said.add(session.rejected(AuthFailure.AUTHENTICATION_FAILED));
            case "the token could not be checked in time" -> said.add(session.rejected(AuthFailure.TIMEOUT));
            case "the token could not be checked" -> said.add(session.rejected(AuthFailure.PROXY_ERROR));
            case "the check was aborted" -> said.add(session.rejected(AuthFailure.ABORTED));
            case "the answer takes too long" -> said.add(session.timedOut());
            case "the partner comes: no name, no uuid" ->
                said.add(session.established(new PeerInfo("somebody", null, null)));
            default -> assertThat(said.poll()).isEqualTo(event);
        }
    }
}
