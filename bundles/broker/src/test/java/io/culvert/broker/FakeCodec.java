package io.culvert.broker;

import io.culvert.api.ca.Issuance;
import io.culvert.api.ca.TrustBundle;
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

/**
 * A language of lines: {@code hello}, {@code auth TOKEN UUID NAME NONCE} where - stands for nothing, and, with the id of
 * the request behind the first word, {@code sign ID TOKEN UUID NAME REQUEST}, {@code renew ID REQUEST}, {@code
 * authorities ID} and {@code status ID}.
 */
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
                case "sign" ->
                    new Message.Enroll(
                            id(words),
                            words.get(2),
                            word(words.get(3)),
                            word(words.get(4)),
                            words.get(5).getBytes(StandardCharsets.UTF_8));
                case "renew" ->
                    new Message.Renew(
                            id(words), FakeAuthority.PROOF, words.get(2).getBytes(StandardCharsets.UTF_8));
                case "authorities" -> new Message.Authorities(id(words));
                case "status" -> new Message.CertificateStatus(id(words), FakeAuthority.CERTIFICATE);
                default -> new Message.Malformed("what?", MALFORMED);
            };
        }

        private static long id(List<String> words) {
            return Long.parseLong(words.get(1));
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
        public String timedOut(long id) {
            return id + " timed out";
        }

        @Override
        public String issued(long id, Issuance outcome) {
            return outcome instanceof Issuance.Refused refused
                    ? id + " refused " + refused.reason() + " " + refused.explanation()
                    : id + " issued " + ((Issuance.Issued) outcome).info().serial();
        }

        @Override
        public String authorities(long id, TrustBundle trust) {
            return id + " believe " + trust.roots().size();
        }

        @Override
        public String certificateStatus(long id, byte[] ocsp) {
            return id + " is " + new String(ocsp, StandardCharsets.UTF_8);
        }

        @Override
        public String failed(long id, String explanation) {
            return id + " failed " + explanation;
        }

        @Override
        public String established(PeerInfo partner) {
            return "established " + partner.name();
        }
    }
}
