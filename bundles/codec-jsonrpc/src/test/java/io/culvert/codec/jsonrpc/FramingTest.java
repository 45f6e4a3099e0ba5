package io.culvert.codec.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.codec.Message;
import io.culvert.api.transport.CloseReason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramingTest {

    private static final Message TOO_LONG =
            new Message.Malformed(null, new CloseReason(1011, "Data buffer size violation."));

    private final Peer peer = new Peer();

    @Test
    void aDocumentNeedsNoFinalNewline() {
        assertThat(peer.sends(Peer.HELLO)).containsExactly(Peer.HELLO_ANSWER);
        assertThat(peer.session().midMessage()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n", " \t\n\n "})
    void aPieceMayHoldSeveralDocuments(String between) {
        assertThat(peer.sends(between + Peer.HELLO + between + Peer.HELLO + between))
                .containsExactly(Peer.HELLO_ANSWER, Peer.HELLO_ANSWER);
    }

    @Test
    void aDocumentMayComeInTwoPiecesCutAnywhere() {
        String document = "{\"id\":1,\"method\":\"Authentication.Authenticate\",\"params\":"
                + "{\"uuid\":\"{ä}\",\"name\":\"日本 😀 \\\" } {\",\"token\":\"ñ\"}}";
        byte[] utf8 = document.getBytes(StandardCharsets.UTF_8);
        for (int cut = 1; cut < utf8.length; cut++) {
            Peer halved = new Peer();
            assertThat(halved.sends(Arrays.copyOfRange(utf8, 0, cut))).isEmpty();
            assertThat(halved.session().midMessage()).isTrue();
            assertThat(halved.sends(Arrays.copyOfRange(utf8, cut, utf8.length)))
                    .containsExactly(new Message.Authenticate("ñ", "{ä}", "日本 😀 \" } {", null));
            assertThat(halved.session().midMessage()).isFalse();
        }
    }

    @Test
    void documentsMayComeByteByByte() {
        byte[] utf8 = (Peer.HELLO + Peer.HELLO + "\n" + Peer.CLASSIC).getBytes(StandardCharsets.UTF_8);
        assertThat(peer.sendsByteByByte(utf8))
                .containsExactly(Peer.HELLO_ANSWER, Peer.HELLO_ANSWER, new Message.Authenticate("t", "{u}", "n", "o"));
    }

    @Test
    void aPieceIsReadBetweenItsPositionAndLimitFromAnyKindOfBuffer() {
        byte[] utf8 = ("xx" + Peer.HELLO + "yy").getBytes(StandardCharsets.UTF_8);
        ByteBuffer direct = ByteBuffer.allocateDirect(utf8.length)
                .put(utf8)
                .position(2)
                .limit(utf8.length - 2)
                .asReadOnlyBuffer();
        assertThat(peer.session().decode(direct)).containsExactly(Peer.HELLO_ANSWER);
        assertThat(direct.position()).isEqualTo(utf8.length - 2);
    }

    @Test
    void whiteSpaceBetweenDocumentsIsNoMessageAndHasNoLimit() {
        for (int i = 0; i < 100; i++) {
            assertThat(peer.sends(" \n".repeat(10_240))).isEmpty();
        }
        assertThat(peer.session().midMessage()).isFalse();
        assertThat(peer.sends(Peer.HELLO)).containsExactly(Peer.HELLO_ANSWER);
    }

    @Test
    void theLargestDocumentIsAcceptedAgainAndAgain() {
        String largest = helloOf(10_240);
        assertThat(peer.sends(largest + "\n" + largest)).containsExactly(Peer.HELLO_ANSWER, Peer.HELLO_ANSWER);
        assertThat(peer.sends(largest)).containsExactly(Peer.HELLO_ANSWER);
    }

    @Test
    void oneByteMoreIsRefusedEvenIfItWouldCompleteTheDocument() {
        String document = helloOf(10_241);
        assertThat(new Peer().sends(document)).containsExactly(TOO_LONG);
        assertThat(new Peer().sendsByteByByte(document.getBytes(StandardCharsets.UTF_8)))
                .containsExactly(TOO_LONG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "\"", "\n", "}", "\u0000"})
    void oneByteMoreIsRefusedWhateverItIs(String last) {
        String unfinished = helloOf(10_241).substring(0, 10_240);
        assertThat(peer.sends(unfinished)).isEmpty();
        assertThat(peer.session().midMessage()).isTrue();
        assertThat(peer.sends(last)).containsExactly(TOO_LONG);
        assertThat(peer.session().midMessage()).isFalse();
    }

    @Test
    void whiteSpaceInsideADocumentCounts() {
        assertThat(peer.sends("{" + " ".repeat(10_240))).containsExactly(TOO_LONG);
    }

    @Test
    void aHundredMebibytesAreRefusedOnceAndNotKept() {
        byte[] piece = new byte[64 * 1024];
        Arrays.fill(piece, (byte) 'a');
        assertThat(peer.sends("{\"id\":0,\"method\":\"")).isEmpty();
        assertThat(peer.sends(piece)).containsExactly(TOO_LONG);
        for (int sent = piece.length; sent < 100 * 1024 * 1024; sent += piece.length) {
            assertThat(peer.sends(piece)).isEmpty();
        }
        assertThat(peer.session().midMessage()).isFalse();
    }

    @Test
    void nothingIsReadAfterARefusal() {
        List<Message> messages = peer.sends(Peer.HELLO + "]" + Peer.HELLO);
        assertThat(messages).hasSize(2).first().isEqualTo(Peer.HELLO_ANSWER);
        assertThat(messages.get(1)).isInstanceOf(Message.Malformed.class);
        assertThat(peer.sends(Peer.HELLO)).isEmpty();
    }

    private static String helloOf(int bytes) {
        String hello = Peer.HELLO.substring(0, Peer.HELLO.length() - 1) + ",\"x\":\"\"}";
        return hello.replace("\"\"", "\"" + "x".repeat(bytes - hello.length()) + "\"");
    }
}
