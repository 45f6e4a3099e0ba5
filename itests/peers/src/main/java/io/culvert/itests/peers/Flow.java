package io.culvert.itests.peers;

import static io.culvert.itests.peers.ProtocolViolation.check;

import java.io.IOException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;

/** One direction of a tunnel that moves data until it is stopped. */
public final class Flow {

    private static final int RECEIVE_BUFFER = 128 * 1024;

    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    /** How much there will be; published before the last piece goes out, so that the receiver knows its end. */
    private final AtomicLong total = new AtomicLong(Long.MAX_VALUE);

    private final FutureTask<Tally> sender;
    private final FutureTask<Tally> receiver;
    private volatile boolean stopping;

    private Flow(Peer from, Peer to, long seed) {
        sender = Transfer.start("flow sends", () -> send(from, seed));
        receiver = Transfer.start("flow receives", () -> receive(to));
    }

    /** Starts to send. */
    public static Flow start(Peer from, Peer to, long seed) {
        return new Flow(from, to, seed);
    }

    /** Bytes that went into the tunnel so far. */
    public long sent() {
        return sent.get();
    }

    /** Bytes that came out of it so far. */
    public long received() {
        return received.get();
    }

    /** Waits until data moves again. */
    public void awaitProgress() {
        long before = received();
        Await.until("data to move", () -> received() > before || receiver.isDone());
        check(!receiver.isDone(), "the flow ended: " + (receiver.isDone() ? outcome() : ""));
    }

    /** Sends the last piece, and checks that every byte came out. */
    public Tally stop(long deadlineNanos) {
        stopping = true;
        Tally in = Transfer.await(sender, deadlineNanos);
        Tally out = Transfer.await(receiver, deadlineNanos);
        Transfer.checkEqual(in, out);
        return out;
    }

    private String outcome() {
        return Transfer.await(receiver, System.nanoTime()).toString();
    }

    private Tally send(Peer to, long seed) throws IOException {
        Content content = new Content(Long.MAX_VALUE, seed);
        Tally.Counter counter = new Tally.Counter();
        boolean last = false;
        while (!last) {
            content.next();
            // An empty piece would not wake the receiver.
            last = stopping && content.length() > 0;
            counter.add(content.bytes(), content.offset(), content.length());
            if (last) {
                total.set(counter.bytes());
            }
            to.send(content.text(), content.bytes(), content.offset(), content.length());
            sent.set(counter.bytes());
        }
        return counter.tally();
    }

    private Tally receive(Peer from) throws IOException {
        Tally.Counter counter = new Tally.Counter();
        byte[] buffer = new byte[RECEIVE_BUFFER];
        while (counter.bytes() < total.get()) {
            int n = from.receive(buffer);
            check(n >= 0, "the tunnel ended after " + counter.bytes() + " bytes: " + from.ended());
            counter.add(buffer, 0, n);
            received.set(counter.bytes());
        }
        return counter.tally();
    }
}
