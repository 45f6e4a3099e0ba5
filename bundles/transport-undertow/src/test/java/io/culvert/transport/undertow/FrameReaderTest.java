package io.culvert.transport.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.transport.CloseReason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random frames, cut at random places, against what their description says must come out. */
class FrameReaderTest {

    private static final int PLACE = 1 << 18;

    /** What the owner is to hear; bytes that need not come in one piece are put together. */
    private static final class Heard implements FrameReader.Owner {
        final ByteArrayOutputStream relayed = new ByteArrayOutputStream();
        final ByteArrayOutputStream text = new ByteArrayOutputStream();
        final List<String> pings = new ArrayList<>();
        long payload;
        int binaries;
        boolean betweenFrames = true;

        @Nullable CloseReason close;

        @Nullable CloseReason violation;

        @Override
        public void text(byte[] bytes, int from, int to) {
            text.write(bytes, from, to - from);
        }

        @Override
        public void binary() {
            binaries++;
        }

        @Override
        public void relay(byte[] bytes, int from, int to, int content, boolean frameEnds) {
            assertThat(to).isGreaterThan(from);
            relayed.write(bytes, from, to - from);
            payload += content;
            betweenFrames = frameEnds;
        }

        @Override
        public void ping(byte[] content) {
            pings.add(Arrays.toString(content));
        }

        @Override
        public boolean saidGoodbyeWith(int code) {
            return false;
        }

        @Override
        public void closeFrame(CloseReason reason) {
            assertThat(close).isNull();
            close = reason;
        }

        @Override
        public void violation(CloseReason reason) {
            assertThat(violation).isNull();
            violation = reason;
        }
    }

    private final Random random = new Random(17);
    private final Heard expected = new Heard();
    private final Heard heard = new Heard();
    private final FrameReader reader = new FrameReader(heard);
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    private void send(int finAndOpcode, byte[] payload) {
        sendHead(finAndOpcode, payload.length, 0x80);
        byte[] key = new byte[4];
        random.nextBytes(key);
        sent.writeBytes(key);
        for (int i = 0; i < payload.length; i++) {
            sent.write(payload[i] ^ key[i & 3]);
        }
    }

    private void sendHead(int finAndOpcode, long length, int maskBit) {
        byte[] head = new byte[Frames.headLength(length)];
        Frames.writeHead(head, 0, finAndOpcode, length);
        head[1] |= (byte) maskBit;
        sent.writeBytes(head);
    }

    /** Sends a frame that is to be relayed, and notes what must become of it. */
    private void message(FrameReader.Mode mode, int opcode, boolean fin, boolean isText, byte[] payload) {
        int first = (fin ? Frames.FIN : 0) | opcode;
        send(first, payload);
        switch (mode) {
            case FRAMES -> {
                byte[] head = new byte[Frames.headLength(payload.length)];
                Frames.writeHead(head, 0, first, payload.length);
                expected.relayed.writeBytes(head);
                expected.relayed.writeBytes(payload);
                expected.payload += payload.length;
            }
            case PAYLOAD -> {
                expected.relayed.writeBytes(payload);
                expected.payload += payload.length;
            }
            case CONTROL -> {
                if (isText) {
                    expected.text.writeBytes(payload);
                } else if (opcode == Frames.BINARY) {
                    expected.binaries++;
                }
            }
            case DISCARD -> {}
        }
    }

    private void control() {
        byte[] payload = new byte[random.nextInt(4) == 0 ? 125 : random.nextInt(9)];
        random.nextBytes(payload);
        if (random.nextBoolean()) {
            send(0x89, payload);
            expected.pings.add(Arrays.toString(payload));
        } else {
            send(0x8A, payload);
        }
    }

    private byte[] payload(boolean isText) {
        int length =
                switch (random.nextInt(12)) {
                    case 0 -> 0;
                    case 1 -> 125 + random.nextInt(3);
                    case 2 -> 65534 + random.nextInt(4);
                    default -> random.nextInt(300);
                };
        byte[] payload = new byte[length];
        random.nextBytes(payload);
        if (isText) {
            for (int i = 0; i < length; i++) {
                payload[i] &= 0x7F;
            }
            // A code point, wherever its bytes will be parted.
            if (length >= 4) {
                byte[] smile = "\uD83D\uDE00".getBytes(StandardCharsets.UTF_8);
                System.arraycopy(smile, 0, payload, random.nextInt(length - 3), 4);
            }
        }
        return payload;
    }

    private void messages(FrameReader.Mode mode, int count) {
        for (int i = 0; i < count; i++) {
            boolean isText = random.nextBoolean();
            byte[] whole = payload(isText);
            int fragments = random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 1;
            int from = 0;
            for (int fragment = 1; fragment <= fragments; fragment++) {
                int to = fragment == fragments ? whole.length : from + random.nextInt(whole.length - from + 1);
                int opcode = fragment > 1 ? Frames.CONTINUATION : isText ? Frames.TEXT : Frames.BINARY;
                message(mode, opcode, fragment == fragments, isText, Arrays.copyOfRange(whole, from, to));
                from = to;
                while (random.nextInt(4) == 0) {
                    control();
                }
            }
        }
    }

    /** Gives the reader what was sent in pieces, each with no more room in front than there always is. */
    private void read(FrameReader.Mode mode, int longest) {
        byte[] all = sent.toByteArray();
        byte[] place = new byte[IoBuffers.HEADROOM + PLACE];
        for (int done = 0; done < all.length; ) {
            int n = Math.min(1 + random.nextInt(longest), all.length - done);
            System.arraycopy(all, done, place, IoBuffers.HEADROOM, n);
            reader.read(place, IoBuffers.HEADROOM, IoBuffers.HEADROOM + n, mode);
            done += n;
        }
    }

    private void compare() {
        assertThat(heard.violation).isEqualTo(expected.violation);
        assertThat(heard.close).isEqualTo(expected.close);
        assertThat(Arrays.equals(heard.relayed.toByteArray(), expected.relayed.toByteArray()))
                .isTrue();
        assertThat(heard.payload).isEqualTo(expected.payload);
        assertThat(heard.betweenFrames).isEqualTo(expected.betweenFrames);
        assertThat(heard.text.toByteArray()).isEqualTo(expected.text.toByteArray());
        assertThat(heard.binaries).isEqualTo(expected.binaries);
        assertThat(heard.pings).isEqualTo(expected.pings);
    }

    @ParameterizedTest
    @EnumSource
    void framesCutAnywhereComeOutAsTheyMust(FrameReader.Mode mode) {
        for (int longest : new int[] {1, 3, 20, 500, 5000, PLACE}) {
            messages(mode, longest == 1 ? 60 : 400);
            read(mode, longest);
            sent.reset();
            compare();
            assertThat(reader.betweenMessages()).isTrue();
        }
        messages(mode, 1);
        send(0x88, new byte[] {0x03, (byte) 0xE8, 'b', 'y', 'e'});
        expected.close = new CloseReason(1000, "bye");
        send(0x82, new byte[100]); // nothing is read after a close frame
        read(mode, 50);
        compare();
    }

    @Test
    void aFrameOfAnyLengthMayBegin() {
        sendHead(0x82, Long.MAX_VALUE, 0x80);
        sent.writeBytes(new byte[4 + 1000]); // the key is 0
        read(FrameReader.Mode.FRAMES, 100);
        expected.relayed.writeBytes(new byte[] {(byte) 0x82, 127, 127, -1, -1, -1, -1, -1, -1, -1});
        expected.relayed.writeBytes(new byte[1000]);
        expected.payload = 1000;
        expected.betweenFrames = false;
        compare();
    }

    @Test
    void lengthsMustHaveTheShortestForm() {
        for (byte[] head : new byte[][] {
            ByteBuffer.allocate(4)
                    .putShort((short) 0x82FE)
                    .putShort((short) 125)
                    .array(),
            ByteBuffer.allocate(10).putShort((short) 0x82FF).putLong(65535).array(),
            ByteBuffer.allocate(10).putShort((short) 0x82FF).putLong(-1).array()
        }) {
            assertThat(violationBy(head)).isEqualTo(CloseReason.PROTOCOL_ERROR);
        }
    }

    @Test
    void whatRfc6455ForbidsIsRefused() {
        assertThat(violationBy(0xC2, 0x80)).as("reserved bit").isEqualTo(CloseReason.PROTOCOL_ERROR);
        assertThat(violationBy(0x83, 0x80)).as("unknown opcode").isEqualTo(CloseReason.PROTOCOL_ERROR);
        assertThat(violationBy(0x8B, 0x80)).as("unknown control").isEqualTo(CloseReason.PROTOCOL_ERROR);
        assertThat(violationBy(0x82, 0x00)).as("not masked").isEqualTo(CloseReason.PROTOCOL_ERROR);
        assertThat(violationBy(0x80, 0x80)).as("continues nothing").isEqualTo(CloseReason.PROTOCOL_ERROR);
        assertThat(violationBy(0x09, 0x80)).as("ping in fragments").isEqualTo(CloseReason.PROTOCOL_ERROR);
        assertThat(violationBy(0x89, 0xFE, 0, 126)).as("long ping").isEqualTo(CloseReason.PROTOCOL_ERROR);
        assertThat(violationBy(0x88, 0x81, 0, 0, 0, 0, 3)).as("half a code").isEqualTo(CloseReason.PROTOCOL_ERROR);
        assertThat(violationBy(0x88, 0x82, 0, 0, 0, 0, 3, 0xED)).as("code 1005").isEqualTo(CloseReason.PROTOCOL_ERROR);
        assertThat(violationBy(0x81, 0x81, 0, 0, 0, 0, 0xC3))
                .as("half a letter")
                .isEqualTo(CloseReason.INVALID_DATA);
    }

    private static int violationBy(int... bytes) {
        byte[] all = new byte[bytes.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) bytes[i];
        }
        return violationBy(all);
    }

    /** The code of what is wrong with a frame whose masking key, as far as it is given, is 0. */
    private static int violationBy(byte[] frame) {
        Heard owner = new Heard();
        byte[] place = new byte[IoBuffers.HEADROOM + frame.length + 4];
        System.arraycopy(frame, 0, place, IoBuffers.HEADROOM, frame.length);
        new FrameReader(owner).read(place, IoBuffers.HEADROOM, place.length, FrameReader.Mode.FRAMES);
        CloseReason violation = owner.violation;
        return violation == null ? 0 : violation.code();
    }

    @Test
    void whatCameBeforeBadTextIsRelayed() {
        send(0x81, "good".getBytes(StandardCharsets.UTF_8));
        send(0x81, new byte[] {'b', (byte) 0xFF});
        read(FrameReader.Mode.PAYLOAD, PLACE);
        assertThat(heard.relayed.toString(StandardCharsets.UTF_8)).isEqualTo("good");
        assertThat(heard.violation).isEqualTo(new CloseReason(1007, "Text is not UTF-8."));
    }
}
