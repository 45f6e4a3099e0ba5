package io.culvert.codec.jsonrpc;

import io.culvert.api.codec.CodecSession;
import io.culvert.api.codec.Message;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The far side of a session of its own codec. */
final class Peer {

    static final String SEED = "{\"id\":0,\"method\":\"Authentication.Authenticate\",\"params\":{\"token\":\"t\"}}";
    static final String CLASSIC = "{\"id\":1,\"method\":\"Authentication.Authenticate\",\"params\":"
            + "{\"uuid\":\"{u}\",\"name\":\"n\",\"token\":\"t\",\"nonce\":\"o\"}}";
    static final String HELLO = "{\"id\":7,\"method\":\"RemoteProxy.Hello\"}";
    static final Message HELLO_ANSWER = new Message.Answered("{\"id\":7,\"params\":{\"apiVersion\":\"0.3\","
            + "\"name\":\"gateway\",\"server\":\"culvert\",\"version\":\"1.2.3\"},\"status\":\"success\"}\n");

    private final CodecSession session;

    Peer() {
        this(new JsonRpcCodec("gateway", "1.2.3"));
    }

    Peer(JsonRpcCodec codec) {
        session = codec.open();
    }

    CodecSession session() {
        return session;
    }

    List<Message> sends(String text) {
        return sends(text.getBytes(StandardCharsets.UTF_8));
    }

    List<Message> sends(byte[] utf8) {
        ByteBuffer piece = ByteBuffer.wrap(utf8);
        List<Message> messages = session.decode(piece);
        if (piece.hasRemaining()) {
            throw new AssertionError(piece.remaining() + " bytes were not consumed");
        }
        return messages;
    }

    List<Message> sendsByteByByte(byte[] utf8) {
        List<Message> messages = new ArrayList<>();
        for (byte one : utf8) {
            messages.addAll(sends(new byte[] {one}));
        }
        return messages;
    }

    /** What the gateway says, as its peer reads it. */
    static Json.Obj read(String reply) {
        if (!reply.endsWith("}\n")) {
            throw new AssertionError("not a line: " + reply);
        }
        return json(reply);
    }

    static Json.Obj json(String document) {
        try {
            Json json = new DocumentReader().next(ByteBuffer.wrap(document.getBytes(StandardCharsets.UTF_8)));
            if (json instanceof Json.Obj object) {
                return object;
            }
            throw new AssertionError("not an object: " + document);
        } catch (RefusedException e) {
            throw new AssertionError(document, e);
        }
    }

    /** Sends what is refused, and gives the reply without its end of line. */
    static String refusal(String text) {
        return refusal(text.getBytes(StandardCharsets.UTF_8));
    }

    static String refusal(byte[] utf8) {
        List<Message> messages = new Peer().sends(utf8);
        if (messages.size() == 1 && messages.get(0) instanceof Message.Malformed malformed) {
            return malformed.reason().code() + " " + malformed.reason().text() + " " + malformed.reply();
        }
        throw new AssertionError("not refused: " + messages);
    }
}
