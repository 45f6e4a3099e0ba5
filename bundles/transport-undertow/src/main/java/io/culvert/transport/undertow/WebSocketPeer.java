package io.culvert.transport.undertow;

import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.ConnectionInfo;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A peer that speaks WebSocket, RFC 6455, the gateway being its server. */
final class WebSocketPeer extends Peer implements FrameReader.Owner {

    private static final byte[] NO_PAYLOAD = new byte[0];

    private final FrameReader reader = new FrameReader(this);

    /** Whether the last thing read was relayed. I/O thread only. */
    private boolean relaying;

    // Guarded by the monitor.
    private boolean midFrame;
    private byte @Nullable [] pongDue;
    private boolean pingDue;
    private @Nullable CloseReason goodbyeDue;
    private @Nullable CloseReason closeReceived;
    private long lastPing;
    /** When the ping was sent after which nothing was heard; 0 when there is none. */
    private long unansweredSince;

    WebSocketPeer(UndertowTransport transport, Wire wire, IoBuffers io, long number, ConnectionInfo info) {
        super(transport, wire, io, number, info);
        lastPing = transport.now();
    }

    // ---- the way in

    @Override
    void input(byte[] bytes, int from, int to) {
        Peer other = partner;
        if (other != null && !relaying) {
            relaying = true;
            if (!reader.betweenMessages()) {
                close(Dialogue.TOO_EARLY);
            }
        }
        reader.read(bytes, from, to, mode(other));
    }

    private FrameReader.Mode mode(@Nullable Peer other) {
        if (other == null) {
            return outputOver ? FrameReader.Mode.DISCARD : FrameReader.Mode.CONTROL;
        }
        if (other.outputOver) {
            return FrameReader.Mode.DISCARD;
        }
        return other instanceof WebSocketPeer ? FrameReader.Mode.FRAMES : FrameReader.Mode.PAYLOAD;
    }

    @Override
    void inputEnded(boolean orderly) {
        // Without a close frame even an orderly end of the stream is a loss, RFC 6455 section 7.1.5; and after one the
        // peer must wait for ours.
        if (!inputOver) {
            endInput(false, new CloseReason(CloseReason.ABNORMAL, "Connection lost"));
        } else if (!outputOver) {
            lose("left without waiting for the end");
        }
    }

    @Override
    public void text(byte[] bytes, int from, int to) {
        dialogue.text(bytes, from, to);
    }

    @Override
    public void binary() {
        dialogue.binary();
    }

    @Override
    public void relay(byte[] bytes, int from, int to, int payload, boolean frameEnds) {
        passOn(bytes, from, to, payload, frameEnds);
    }

    @Override
    public synchronized void ping(byte[] payload) {
        pongDue = payload; // only the latest one needs an answer, RFC 6455 section 5.5.3
        betweenFrames();
    }

    @Override
    public synchronized boolean saidGoodbyeWith(int code) {
        return goodbyeDue != null && goodbyeDue.code() == code && outputOver;
    }

    @Override
    public void closeFrame(CloseReason reason) {
        boolean orderly = reason.code() == CloseReason.NORMAL || reason.code() == CloseReason.NO_CODE;
        synchronized (this) {
            closeReceived = reason;
            orderly |= goodbyeDue != null && goodbyeDue.code() == reason.code(); // our own code back
        }
        endInput(orderly, reason);
    }

    @Override
    public void violation(CloseReason reason) {
        violate(reason);
    }

    // ---- the way out

    @Override
    void sendMessage(String text) {
        sendFrame(Frames.frame(Frames.TEXT, text.getBytes(StandardCharsets.UTF_8)));
    }

    private void sendFrame(byte[] frame) {
        transmit(null, frame, 0, frame.length);
    }

    @Override
    synchronized void deliver(Peer source, byte[] bytes, int from, int to, boolean frameEnds) {
        transmit(source, bytes, from, to);
        midFrame = !frameEnds;
        betweenFrames();
    }

    @Override
    void betweenFrames() {
        if (midFrame) {
            return;
        }
        if (goodbyeDue != null) {
            sendFrame(Frames.close(goodbyeDue));
            outputOver = true;
        }
        if (wire.pending() > 0) {
            return; // so that a peer that reads nothing cannot make pongs pile up
        }
        if (pongDue != null) {
            byte[] payload = pongDue;
            pongDue = null;
            sendFrame(Frames.frame(Frames.PONG, payload));
        }
        if (pingDue) {
            pingDue = false;
            lastPing = transport.now();
            unansweredSince = lastPing;
            sendFrame(Frames.frame(Frames.PING, NO_PAYLOAD));
        }
    }

    @Override
    boolean midFrame() {
        return midFrame;
    }

    @Override
    void sendGoodbye(CloseReason reason) {
        if (goodbyeDue == null) {
            // Its own code back is good manners, RFC 6455 section 5.5.1, but must not hide that something is missing.
            // An echo cannot lose itself.
            boolean complete = reason.code() != CloseReason.GOING_AWAY || partner == this;
            goodbyeDue = closeReceived != null && complete ? closeReceived : reason.withId(info().id());
            betweenFrames();
        }
    }

    @Override
    synchronized boolean ping() {
        pingDue = true;
        betweenFrames();
        return true;
    }

    // ---- the clock

    @Override
    void tick(long now, Settings settings) {
        boolean dead = false;
        synchronized (this) {
            if (held() || lastInput >= unansweredSince) {
                unansweredSince = 0;
            }
            if (settings.pingInterval() > 0 && !outputOver && wire.pending() == 0) {
                if (now - lastPing < settings.pingInterval()) {
                    dead = false;
                } else if (unansweredSince == 0 || inputOver) {
                    ping(); // also for a peer that cannot answer now: it may want to know that we are here
                } else {
                    // What a full socket took since then may have been in front of the ping.
                    dead = now - lastTaken() >= settings.pingInterval();
                }
            }
        }
        if (dead) {
            lose("did not answer a ping");
        } else {
            super.tick(now, settings);
        }
    }
}
