package io.culvert.transport.undertow;

import io.culvert.api.log.LogContext;
import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.Connection;
import io.culvert.api.transport.ConnectionInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.XnioIoThread;
import org.xnio.conduits.ReadReadyHandler;
import org.xnio.conduits.WriteReadyHandler;

/**
 * One peer, from the first byte of the gateway's protocol to the end of its connection.
 *
 * <p>The way in is read by its I/O thread alone. The way out may be used by any thread that holds this object's monitor.
 * Each way ends on its own: {@link #inputOver} when the peer has said its last word, {@link #outputOver} when we have.
 * When both have ended, and everything was written, the connection is closed.
 *
 * <p>Longer than others because the ends of the two ways decide about each other: who wants to know why a connection was
 * or was not closed finds it here, and only here.
 */
abstract sealed class Peer implements Connection, ReadReadyHandler, WriteReadyHandler
        permits WebSocketPeer, StreamPeer {

    private static final Logger LOG = LoggerFactory.getLogger(Peer.class);

    /** What the gateway's own messages may pile up to, in bytes, before a peer that does not read them is dropped. */
    private static final int MAX_UNREAD_MESSAGES = 64 * 1024;

    /** In milliseconds. */
    private static final long LONGEST_DELAY = 1000;

    final UndertowTransport transport;
    final Wire wire;
    final IoBuffers io;
    /** Grows from connection to connection. */
    final long number;

    private final ConnectionInfo info;

    final Dialogue dialogue = new Dialogue(this);
    private final Outlet outlet;

    // Written under the monitor, read by anyone.
    volatile @Nullable Tunnel tunnel;
    volatile @Nullable Peer partner;
    volatile boolean inputOver;
    volatile boolean outputOver;
    private volatile boolean closed;
    /** Whether the peer broke a rule, so that nothing it still sends is looked at. */
    private volatile boolean broken;

    /** Payload bytes taken from this peer for its partner. Written by the I/O thread. */
    private final AtomicLong relayed = new AtomicLong();
    /** When this peer was last heard, {@link UndertowTransport#now}. */
    volatile long lastInput;
    /** Whether this peer is not read because its partner's socket is full. */
    private volatile boolean paused;
    /** Whether this peer is not read because it was too fast. Written by the I/O thread. */
    private volatile boolean throttled;
    /** How fast it may be; {@code null} for as fast as it can. Written before {@link #partner}. */
    private @Nullable Throttle throttle;

    /** Completes at the next sign of life; shared by all who ask. Written under the monitor. */
    private volatile @Nullable CompletableFuture<Boolean> probe;

    // Guarded by the monitor.
    private long lingerSince;
    private long linger;
    private Gone goneBefore = Gone.NOT;

    Peer(UndertowTransport transport, Wire wire, IoBuffers io, long number, ConnectionInfo info) {
        this.transport = transport;
        this.number = number;
        this.wire = wire;
        this.io = io;
        this.info = info;
        this.lastInput = transport.now();
        this.outlet = new Outlet(transport, wire);
    }

    // ---- for the broker

    @Override
    public final ConnectionInfo info() {
        return info;
    }

    @Override
    public final void send(String text) {
        synchronized (this) {
            if (tunnel != null || outputOver) {
                return;
            }
            sendMessage(text);
            if (wire.pending() <= MAX_UNREAD_MESSAGES) {
                return;
            }
        }
        LOG.debug("{} does not read what it is told", info.id());
        lose("does not read");
    }

    @Override
    public final void close(CloseReason reason) {
        Tunnel standing;
        synchronized (this) {
            standing = tunnel;
        }
        if (standing != null) {
            standing.close(reason);
        } else {
            finish(reason, transport.settings().closeTimeout());
        }
    }

    @Override
    public final CompletionStage<Boolean> probe(Duration patience) {
        CompletableFuture<Boolean> sign;
        synchronized (this) {
            if (closed) {
                return CompletableFuture.completedStage(false);
            }
            if (!ping()) {
                return CompletableFuture.completedStage(true);
            }
            sign = probe != null ? probe : new CompletableFuture<>();
            probe = sign;
        }
        return sign.copy().completeOnTimeout(false, patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    // ---- the way in: I/O thread

    /** Begins to listen to the peer. */
    final void start(byte[] early) {
        wire.in.setReadReadyHandler(this);
        wire.out.setWriteReadyHandler(this);
        try {
            LogContext.within(info.id(), () -> dialogue.begin(transport.accept(this)));
            byte[] buffer = io.plain.array();
            int room = buffer.length - IoBuffers.HEADROOM;
            for (int done = 0; done < early.length && !closed; ) {
                int n = Math.min(room, early.length - done);
                System.arraycopy(early, done, buffer, IoBuffers.HEADROOM, n);
                input(buffer, IoBuffers.HEADROOM, IoBuffers.HEADROOM + n);
                done += n;
            }
        } catch (RuntimeException e) {
            failed(e);
            return;
        }
        wire.in.resumeReads();
        // What TLS has decrypted or kept does not make the socket readable.
        readReady();
    }

    /** Takes what has arrived; may overwrite it. */
    abstract void input(byte[] bytes, int from, int to);

    @Override
    public final void readReady() {
        read();
    }

    /** Reads once, so that a busy peer does not starve the others, and returns whether there was something. */
    final boolean read() {
        if (closed) {
            return false;
        }
        try {
            int count = wire.read(io);
            if (count > 0) {
                heard();
                input(io.plain.array(), IoBuffers.HEADROOM, IoBuffers.HEADROOM + count);
            }
            if (wire.inputEnded() && !closed) {
                wire.in.suspendReads();
                inputEnded(wire.endedOrderly());
                closeIfDone();
            }
            return count > 0;
        } catch (IOException e) {
            lost(e.getMessage());
            return false;
        } catch (RuntimeException e) {
            failed(e);
            return false;
        }
    }

    /** XNIO would swallow it, and the connection would stay for ever. */
    private void failed(RuntimeException e) {
        LOG.error("{}: closed because of a bug", info.id(), e);
        lost("bug");
    }

    private void heard() {
        lastInput = transport.now();
        if (probe != null) {
            answerProbe(true);
        }
    }

    private void answerProbe(boolean alive) {
        CompletableFuture<Boolean> asked;
        synchronized (this) {
            asked = probe;
            probe = null;
        }
        if (asked != null) {
            asked.complete(alive);
        }
    }

    /** The stream of bytes has ended. */
    abstract void inputEnded(boolean orderly);

    /**
     * Passes on what this peer has sent, in the form that its partner needs.
     *
     * @param payload how much of it is content, in bytes
     * @param frameEnds whether it ends between two frames
     */
    final void passOn(byte[] bytes, int from, int to, int payload, boolean frameEnds) {
        Peer other = partner;
        if (other != null) {
            relayed.lazySet(relayed.get() + payload);
            other.deliver(this, bytes, from, to, frameEnds);
            if (other.outputOver) {
                other.closeIfDone();
            }
            if (throttle != null) {
                throttle.passed(payload);
                if (!throttled) {
                    slowDown(throttle);
                }
            }
        }
    }

    /** Does not read this peer as long as it has been too fast. */
    private void slowDown(Throttle limit) {
        long delay = limit.delay(transport.now());
        if (delay == 0) {
            if (throttled) {
                throttled = false;
                lastInput = transport.now();
                if (!paused) {
                    wire.in.resumeReads();
                }
            }
        } else if (!closed) {
            throttled = true;
            wire.in.suspendReads();
            // In steps, so that a connection that is closed meanwhile is not kept for long.
            wire.thread().executeAfter(() -> slowDown(limit), Math.min(delay, LONGEST_DELAY), TimeUnit.MILLISECONDS);
        }
    }

    /** Whether it is because of us that nothing is heard of this peer. */
    final boolean held() {
        return paused || throttled;
    }

    final long relayed() {
        return relayed.get();
    }

    /**
     * The peer has said its last word.
     *
     * @param orderly whether it meant to
     */
    final void endInput(boolean orderly, CloseReason reason) {
        Tunnel standing;
        synchronized (this) {
            if (inputOver) {
                return;
            }
            inputOver = true;
            standing = tunnel;
        }
        if (standing != null) {
            standing.ended(this, orderly, reason);
        } else {
            dialogue.closed(reason);
            finish(reason, transport.settings().closeTimeout());
        }
        closeIfDone();
    }

    /** The peer broke a rule: it is told which, and nothing of what it still sends is looked at. */
    final void violate(CloseReason reason) {
        LOG.debug("{}: {} {}", info.id(), reason.code(), reason.text());
        broken = true;
        finish(reason, transport.settings().closeTimeout());
        endInput(false, reason);
    }

    // ---- the way out: any thread

    /** Sends one of the gateway's own messages. Called with the monitor held. */
    abstract void sendMessage(String text);

    /** Asks for a sign of life, and returns whether this kind of peer can give one. */
    abstract boolean ping();

    /** Says goodbye in the peer's own way, or remembers to. Called with the monitor held. */
    abstract void sendGoodbye(CloseReason reason);

    /**
     * Ends the way out after everything sent so far. Called with the monitor held.
     *
     * @param orderly whether the peer may take it for the end
     */
    final void endOutput(boolean orderly) {
        outputOver = true;
        try {
            wire.shutdownOutput(orderly);
        } catch (IOException e) {
            outputFailed(e);
        }
    }

    /** Whether the goodbye has to wait for the rest of a frame. Called with the monitor held. */
    abstract boolean midFrame();

    /** Something may be sent between two frames. Called with the monitor held, and nothing waiting for the socket. */
    abstract void betweenFrames();

    /** Takes bytes from the other end, on that one's I/O thread. */
    abstract void deliver(Peer source, byte[] bytes, int from, int to, boolean frameEnds);

    /** Sends, unless this way is over. Called with the monitor held. */
    final void transmit(@Nullable Peer source, byte[] bytes, int from, int to) {
        if (!outputOver) {
            try {
                outlet.send(source, bytes, from, to);
            } catch (IOException e) {
                outputFailed(e);
            }
        }
    }

    /**
     * The peer takes no more. It may have gone after saying its last word, and what it said is still to be read: so the
     * way in ends on its own, or soon. Called with the monitor held.
     */
    private void outputFailed(IOException e) {
        LOG.debug("{}: takes no more: {}", info.id(), e.getMessage());
        outputOver = true;
        wire.discard();
        wire.out.suspendWrites();
        outlet.resumeSource();
        endWithin(transport.settings().closeTimeout());
        if (inputOver) {
            lose(e.getMessage());
        }
    }

    @Override
    public final void writeReady() {
        try {
            synchronized (this) {
                if (!outlet.flush()) {
                    return;
                }
                betweenFrames();
                if (!outlet.blocked()) {
                    outlet.resumeSource();
                }
            }
            closeIfDone();
        } catch (IOException e) {
            synchronized (this) {
                outputFailed(e);
            }
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    /** Stops reading, because the partner's socket is full. Called by the partner. */
    final void pause() {
        paused = true;
        wire.in.suspendReads();
    }

    /** Reads on. Called by the partner. */
    final void resume() {
        lastInput = transport.now();
        paused = false;
        if (!throttled) {
            wire.in.resumeReads();
        }
    }

    /** Tells the peer that there will be no more, after everything sent so far. The first call counts. */
    final void finish(CloseReason reason, long patience) {
        synchronized (this) {
            endWithin(patience);
            if (!outputOver) {
                Peer source = partner;
                if (midFrame() && (source == null || source.inputOver)) {
                    // The rest of this frame will never come, and within it nothing can be said.
                    endOutput(false);
                } else {
                    sendGoodbye(reason);
                }
            }
        }
        closeIfDone();
    }

    /** Sets how long the peer may do nothing from now on; no later call can give it more. Called with the monitor held. */
    private void endWithin(long patience) {
        if (lingerSince == 0 || patience < linger) {
            linger = patience;
            lingerSince = transport.now();
        }
    }

    /** Closes the connection when both sides have said their last word and it was written. */
    private void closeIfDone() {
        synchronized (this) {
            if (!inputOver || !outputOver || closed) {
                return;
            }
            try {
                wire.shutdownOutput(true);
                if (!wire.flush()) {
                    wire.out.resumeWrites();
                    return;
                }
            } catch (IOException e) {
                LOG.debug("{}: {}", info.id(), e.getMessage());
            }
        }
        // Closing while the peer still sends would reset the connection, and destroy what it has not read yet.
        if (wire.inputEnded() || !broken) {
            closeNow();
        }
    }

    // ---- the end

    /** Loses the connection from any thread. */
    final void lose(@Nullable String why) {
        try {
            wire.thread().execute(() -> lost(why));
        } catch (RejectedExecutionException e) {
            wire.close();
        }
    }

    private void lost(@Nullable String why) {
        if (closed) {
            return;
        }
        LOG.debug("{}: lost: {}", info.id(), why);
        outputOver = true;
        CloseReason reason = new CloseReason(CloseReason.ABNORMAL, "Connection lost");
        Tunnel standing = tunnel;
        if (inputOver && standing != null) {
            standing.ended(this, false, reason);
        }
        endInput(false, reason);
        closeNow();
    }

    private void closeNow() {
        Tunnel standing;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            outputOver = true;
            standing = tunnel;
            outlet.resumeSource();
        }
        wire.close();
        answerProbe(false);
        dialogue.closed(new CloseReason(CloseReason.ABNORMAL, "Connection closed"));
        transport.closed(this);
        if (standing != null) {
            standing.peerClosed();
        }
    }

    @Override
    public final void forceTermination() {
        lost("terminated");
    }

    @Override
    public final void terminated() {
        // Our own doing, or the end of the stream, which the next read reports.
    }

    // ---- the clock

    /** Looks at the time, about once a second, on any thread. */
    void tick(long now, Settings settings) {
        String why = null;
        synchronized (this) {
            boolean blocked = outlet.blocked();
            if (blocked && now - outlet.lastProgress() >= settings.stallTimeout()) {
                why = "took nothing for " + settings.stallTimeout() / 1000 + " s";
            } else if (!blocked && lingerSince != 0 && now - Math.max(lingerSince, lingerActivity()) >= linger) {
                why = "did not close";
            }
        }
        if (why != null) {
            lose(why);
        }
    }

    /** When a peer that has been told the end last did something that entitles it to more time. */
    private long lingerActivity() {
        Peer other = partner;
        boolean halfClosed = other != null && !other.outputOver && !inputOver;
        long heard = held() ? transport.now() : lastInput;
        return Math.max(outlet.lastProgress(), halfClosed ? heard : 0);
    }

    /** When the peer last read something of what waited for it. Called with the monitor held. */
    final long lastTaken() {
        return outlet.lastTaken();
    }

    final XnioIoThread thread() {
        return wire.thread();
    }

    /** Begins a tunnel. Called with the monitors of both ends held. */
    final void enter(Tunnel joined, Peer other, String lastMessage) {
        goneBefore = closed ? Gone.CLOSED : inputOver || outputOver ? Gone.LEAVING : Gone.NOT;
        throttle = joined.newThrottle();
        // Before the message: what the peer answers to it is read by another thread, perhaps before this one goes on.
        partner = other;
        tunnel = joined;
        if (!lastMessage.isEmpty()) {
            sendMessage(lastMessage);
        }
    }

    /** Says what could not be said before there was a tunnel. Called once, after {@link #enter}. */
    final void leaveIfGone(Tunnel joined) {
        if (goneBefore != Gone.NOT) {
            joined.ended(this, false, new CloseReason(CloseReason.ABNORMAL, "Left before the tunnel stood"));
        }
        if (goneBefore == Gone.CLOSED) {
            joined.peerClosed();
        }
    }

    private enum Gone {
        NOT,
        LEAVING,
        CLOSED
    }
}
