package io.culvert.codec.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.culvert.api.codec.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FuzzTest {

    private static final int CASES = 30_000;
    private static final JsonFactory IN_ONE_PIECE = new JsonFactory();

    private static final List<String> DOCUMENTS = List.of(
            Peer.HELLO,
            Peer.SEED,
            Peer.CLASSIC,
            "{\"id\":\"12\",\"method\":\"RemoteProxy.Introspect\",\"params\":{}}\n",
            " {\"x\":[1,-2.5e3,true,false,null,{\"y\":[]}],\"id\":0,\"method\":\"RemoteProxy.Hello\"}\r\n",
            "{\"id\":1,\"method\":\"Authentication.Authenticate\",\"params\":"
                    + "{\"uuid\":\"\\u00e4\\ud83d\\ude00\",\"name\":\"ä日😀\",\"token\":\"\\\"\\\\\\/\\b\\n\"}}");

    private static final byte[] NASTY = "{}[]\":,\\u0123e+-.\u0000\n\t ä😀".getBytes(StandardCharsets.UTF_8);

    @Test
    void noInputThrowsAndWherePiecesAreCutDoesNotMatter() {
        int refused = 0;
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            byte[] input = mutated(random);
            List<Message> messages = inPieces(input, random);
            assertThat(messages).as("case %d", seed).isEqualTo(new Peer().sends(input));
            long malformed = messages.stream()
                    .filter(Message.Malformed.class::isInstance)
                    .count();
            if (malformed > 0) {
                refused++;
                assertThat(malformed).as("case %d", seed).isOne();
                assertThat(messages.get(messages.size() - 1))
                        .as("case %d", seed)
                        .isInstanceOf(Message.Malformed.class);
            }
        }
        assertThat(refused).as("both outcomes are well exercised").isBetween(CASES / 10, CASES * 9 / 10);
    }

    /** The parser that reads byte by byte forgets a little between bytes; the one that has it all does not. */
    @Test
    void whatIsJsonIsNotAnotherMatterThanInOnePiece() throws IOException {
        List<String> words = List.of(
                "{ } [ ] , : \"a\" \"b\" \"\\ud83d\\ude00\" 1 -0.5e+3 0 - 1. 1e true fals false null \n \" \\ \u00e4"
                        .split(" "));
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "[" : "{\"k\":");
            random.ints(random.nextInt(8), 0, words.size()).mapToObj(words::get).forEach(text::append);
            byte[] utf8 =
                    text.append(random.nextBoolean() ? "]" : "}").toString().getBytes(StandardCharsets.UTF_8);
            String ours = verdict(utf8);
            // What we refuse on purpose, and what is hopeless but not decided, is not compared.
            if (!ours.contains("number out of range")
                    && !ours.contains("duplicate key")
                    && !ours.equals("unfinished")) {
                assertThat(ours).as("%s", text).contains(verdictInOnePiece(utf8));
            }
        }
    }

    private static String verdict(byte[] utf8) {
        ByteBuffer piece = ByteBuffer.wrap(utf8);
        try {
            return new DocumentReader().next(piece) == null ? "unfinished" : "complete at " + piece.position();
        } catch (RefusedException e) {
            return String.valueOf(e.message().reply());
        }
    }

    private static String verdictInOnePiece(byte[] utf8) throws IOException {
        try (JsonParser parser = IN_ONE_PIECE.createParser(utf8)) {
            parser.nextToken();
            parser.skipChildren();
            return "complete at " + parser.currentLocation().getByteOffset();
        } catch (JsonEOFException e) {
            return "unfinished";
        } catch (JsonParseException e) {
            return "syntax error";
        }
    }

    private static List<Message> inPieces(byte[] input, Random random) {
        Peer peer = new Peer();
        List<Message> messages = new ArrayList<>();
        int at = 0;
        while (at < input.length) {
            int end = Math.min(input.length, at + random.nextInt(random.nextBoolean() ? 4 : 100));
            messages.addAll(peer.sends(Arrays.copyOfRange(input, at, end)));
            at = end;
        }
        return messages;
    }

    private static byte[] mutated(Random random) {
        ByteArrayOutputStream documents = new ByteArrayOutputStream();
        for (int i = random.nextInt(3); i >= 0; i--) {
            documents.writeBytes(DOCUMENTS.get(random.nextInt(DOCUMENTS.size())).getBytes(StandardCharsets.UTF_8));
        }
        byte[] bytes = documents.toByteArray();
        for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
            bytes = mutated(bytes, random);
        }
        return bytes;
    }

    private static byte[] mutated(byte[] bytes, Random random) {
        int from = random.nextInt(bytes.length);
        int to = Math.min(bytes.length, from + random.nextInt(10));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, from);
        switch (random.nextInt(5)) {
            case 0 -> out.write(random.nextInt(256));
            case 1 -> out.write(NASTY[random.nextInt(NASTY.length)]);
            case 2 -> out.writeBytes(Arrays.copyOfRange(bytes, from, to).clone());
            case 3 ->
                out.writeBytes(String.valueOf((char) bytes[from])
                        .repeat(random.nextInt(100) == 0 ? 11_000 : random.nextInt(20))
                        .getBytes(StandardCharsets.UTF_8));
            default -> to = Math.min(bytes.length, to + 1);
        }
        boolean insert = random.nextBoolean();
        int rest = insert ? from : to;
        out.write(bytes, rest, bytes.length - rest);
        return out.toByteArray();
    }
}
