package io.culvert.broker;

import io.culvert.api.codec.AuthFailure;
import io.culvert.api.codec.Codec;
import io.culvert.api.codec.CodecSession;
import io.culvert.api.codec.Message;
import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.PeerInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A language of lines: {@code hello}, and {@code auth TOKEN UUID NAME NONCE} where - stands for nothing. */
final class FakeCodec implements Codec {

    static final CloseReason MALFORMED = new CloseReason(CloseReason.REFUSED, "Invalid JSON data received.");

    @Override
    public CodecSession open() {
        return new Dialogue();
    }

    private static final class Dialogue implements CodecSession {

        private String unfinished = "";

        @Override
        public List<Message> decode(ByteBuffer utf8) {
            String text = unfinished + StandardCharsets.UTF_8.decode(utf8);
            List<Message> messages = new ArrayList<>();
            for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
                String line = text.substring(0, end).strip();
                text = text.substring(end + 1);
                if (!line.isEmpty()) {
                    messages.add(message(line));
                }
            }
            unfinished = text;
            return messages;
        }

        private static Message message(String line) {
            List<String> words = List.of(line.split(" ", -1));
            return switch (words.get(0)) {
                case "hello" -> new Message.Answered("welcome");
                case "auth" ->
                    new Message.Authenticate(words.get(1), word(words.get(2)), word(words.get(3)), word(words.get(4)));
                default -> new Message.Malformed("what?", MALFORMED);
            };
        }

        private static @Nullable String word(String word) {
            return word.equals("-") ? null : word;
        }

        @Override
        public boolean midMessage() {
            return !unfinished.isBlank();
        }

        @Override
        public String accepted() {
            return "accepted";
        }

        @Override
        public String rejected(AuthFailure failure) {
            return "rejected " + failure;
        }

        @Override
        public String timedOut() {
            return "timed out";
        }

        @Override
        public String established(PeerInfo partner) {
            return "established " + partner.name();
        }
    }
}
