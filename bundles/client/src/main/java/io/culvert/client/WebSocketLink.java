package io.culvert.client;

import io.culvert.client.CulvertException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The protocol on a WebSocket: documents are text messages, the tunnel's bytes binary ones. Each side ends its own
 * direction with a Close frame; what the other side still has to say comes all the same.
 */
final class WebSocketLink implements Link {

    private static final int LONGEST_DOCUMENT = 64 * 1024;
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

    private final GatewaySocket socket;
    private final FrameReader reader;
    private final FrameWriter writer;
    private final Heartbeat heartbeat;
    private final Duration silence;
    private volatile boolean outputEnded;

    /**
     * @param socket upgraded already
     * @param silence a gateway that sends nothing for so long is taken for lost
     * @param heartbeat after how long without sending anything this peer shows that it lives
     */
    WebSocketLink(GatewaySocket socket, Duration silence, Duration heartbeat) throws IOException {
        this.socket = socket;
        this.silence = silence;
        this.writer = new FrameWriter(socket.out());
        this.heartbeat = new Heartbeat(writer, heartbeat);
        this.reader = new FrameReader(socket.in(), this.heartbeat::answer);
        this.heartbeat.start();
    }

    @Override
    public void sendDocument(byte[] utf8) throws IOException {
        writer.message(FrameWriter.TEXT, utf8, 0, utf8.length);
    }

    @Override
    public byte[] readDocument(int patience) throws IOException {
        socket.readTimeout(patience == 0 ? silence : Duration.ofMillis(patience));
        ByteArrayOutputStream document = new ByteArrayOutputStream();
        byte[] octet = new byte[1];
        while (octet[0] != '\n' && !(document.size() > 0 && reader.atMessageEnd())) {
            if (receive(octet, 0, 1) < 0) {
                throw closeFrame().beforeTheTunnel();
            }
            if (octet[0] != '\n') {
                document.write(octet[0]);
            } else if (document.size() == 0) {
                octet[0] = ' ';
            }
            if (document.size() > LONGEST_DOCUMENT) {
                throw new CulvertException(Kind.PROTOCOL, "What answers there does not speak this protocol");
            }
        }
        socket.readTimeout(silence);
        return document.toByteArray();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count;
        try {
            count = receive(target, offset, length);
        } catch (EOFException e) {
            throw new CulvertException(Kind.GATEWAY_AWAY, "The connection to the gateway was lost", e);
        }
        if (count < 0 && !closeFrame().partnerEnded()) {
            throw closeFrame().inTheTunnel();
        }
        return count;
    }

    private int receive(byte[] target, int offset, int length) throws IOException {
        try {
            return reader.read(target, offset, length);
        } catch (SocketTimeoutException e) {
            throw new CulvertException(Kind.GATEWAY_AWAY, "Nothing comes from the gateway any more", e);
        } catch (CulvertException e) {
            if (sayGoodbye(CloseFrame.PROTOCOL_ERROR, "")) {
                socket.close();
            }
            throw e;
        } catch (EOFException e) {
            throw e;
        } catch (IOException e) {
            throw new CulvertException(
                    Kind.GATEWAY_AWAY, "The connection to the gateway was lost: " + e.getMessage(), e);
        }
    }

    private CloseFrame closeFrame() {
        @Nullable CloseFrame close = reader.close();
        return close == null ? new CloseFrame(CloseFrame.NO_CODE, "") : close;
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        writer.message(FrameWriter.BINARY, source, offset, length);
    }

    @Override
    public void endOutput() throws IOException {
        // Before it is sent, because the gateway may close the connection as soon as it has it.
        outputEnded = true;
        try {
            writer.close(CloseFrame.NORMAL, "");
        } catch (IOException e) {
            outputEnded = false;
            throw e;
        }
    }

    @Override
    public void awaitEnd() throws IOException {
        socket.readTimeout(LOOK_AGAIN);
        byte[] rest = new byte[512];
        // After both Close frames it is the gateway that closes the connection (RFC 6455 section 7.1.1).
        while (!outputEnded || writer.idle().compareTo(CLOSE_PATIENCE) < 0) {
            try {
                if (socket.in().read(rest) < 0) {
                    break;
                }
            } catch (SocketTimeoutException e) {
                // Time to look again.
            } catch (IOException e) {
                break;
            }
        }
        heartbeat.stop();
        socket.close();
        if (!outputEnded) {
            throw new CulvertException(
                    Kind.PARTNER_LOST, "The partner had ended, and the gateway did not wait for the rest of this end");
        }
    }

    @Override
    public void abort() {
        heartbeat.stop();
        if (sayGoodbye(CloseFrame.GOING_AWAY, "Left before the end")) {
            socket.close();
        } else {
            socket.reset();
        }
    }

    private boolean sayGoodbye(int code, String text) {
        try {
            return writer.tryClose(code, text, CLOSE_PATIENCE.dividedBy(4));
        } catch (IOException e) {
            // The gateway has gone, or reads nothing: it will notice by the connection's end.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }
}
