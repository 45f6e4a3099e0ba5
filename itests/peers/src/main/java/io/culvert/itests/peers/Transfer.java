package io.culvert.itests.peers;

import static io.culvert.itests.peers.ProtocolViolation.check;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;

/** Moves content through a tunnel and checks that it arrives: every byte, once, in order. */
public final class Transfer {

    private static final long ENDLESS = Long.MAX_VALUE;
    private static final int RECEIVE_BUFFER = 128 * 1024;

    private Transfer() {}

    /** Sends content in pieces of random size. */
    public static Tally send(Peer to, long bytes, long seed) throws IOException {
        return send(to, bytes, seed, Content.MAX_PIECE, sent -> {});
    }

    /**
     * Sends content in pieces of random size.
     *
     * @param maxPiece the largest piece, a power of two
     * @param progress is told how many bytes went out so far
     */
    public static Tally send(Peer to, long bytes, long seed, int maxPiece, LongConsumer progress) throws IOException {
        Content content = new Content(bytes, seed, maxPiece);
        Tally.Counter counter = new Tally.Counter();
        while (content.next()) {
            to.send(content.text(), content.bytes(), content.offset(), content.length());
            counter.add(content.bytes(), content.offset(), content.length());
            progress.accept(counter.bytes());
        }
        return counter.tally();
    }

    /** Receives exactly so many bytes. */
    public static Tally receive(Peer from, long bytes) throws IOException {
        Tally.Counter counter = new Tally.Counter();
        byte[] buffer = new byte[RECEIVE_BUFFER];
        while (counter.bytes() < bytes) {
            int n = from.receive(buffer);
            if (n < 0) {
                throw new ProtocolViolation(
                        "the tunnel ended after " + counter.bytes() + " of " + bytes + " bytes: " + from.ended());
            }
            counter.add(buffer, 0, n);
        }
        check(counter.bytes() == bytes, counter.bytes() + " bytes where " + bytes + " were sent");
        return counter.tally();
    }

    /** Receives until the gateway ends the connection. */
    public static Tally receiveAll(Peer from) throws IOException {
        return receiveAll(from, received -> {});
    }

    /**
     * Receives until the gateway ends the connection.
     *
     * @param progress is told how many bytes came so far
     */
    public static Tally receiveAll(Peer from, LongConsumer progress) throws IOException {
        Tally.Counter counter = new Tally.Counter();
        byte[] buffer = new byte[RECEIVE_BUFFER];
        for (int n = from.receive(buffer); n >= 0; n = from.receive(buffer)) {
            counter.add(buffer, 0, n);
            progress.accept(counter.bytes());
        }
        return counter.tally();
    }

    /** Sends until the connection is no more. */
    public static void sendForEver(Peer to, long seed) throws IOException {
        send(to, ENDLESS, seed);
    }

    /** What the first bytes would be of someone who {@linkplain #sendForEver sends for ever}. */
    public static Tally prefix(long bytes, long seed) {
        Content content = new Content(ENDLESS, seed);
        Tally.Counter counter = new Tally.Counter();
        while (counter.bytes() < bytes) {
            content.next();
            int n = (int) Math.min(content.length(), bytes - counter.bytes());
            counter.add(content.bytes(), content.offset(), n);
        }
        return counter.tally();
    }

    /** Sends so many bytes in both directions at once. */
    public static void bothWays(Peer a, Peer b, long bytes, long deadlineSeconds) {
        FutureTask<Tally> sentByA = start("a sends", () -> send(a, bytes, 1));
        FutureTask<Tally> sentByB = start("b sends", () -> send(b, bytes, 2));
        FutureTask<Tally> receivedByA = start("a receives", () -> receive(a, bytes));
        FutureTask<Tally> receivedByB = start("b receives", () -> receive(b, bytes));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(deadlineSeconds);
        checkEqual(await(sentByA, deadline), await(receivedByB, deadline));
        checkEqual(await(sentByB, deadline), await(receivedByA, deadline));
    }

    /** What was sent must be what was received. */
    public static void checkEqual(Tally sent, Tally received) {
        check(sent.equals(received), "sent " + sent + ", received " + received);
    }

    /** Runs a part of a test in a thread of its own. */
    public static <T> FutureTask<T> start(String name, Callable<T> part) {
        FutureTask<T> task = new FutureTask<>(part);
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    /** The outcome of a part, or its failure. */
    public static <T> T await(FutureTask<T> task, long deadlineNanos) {
        try {
            return task.get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new ProtocolViolation("not done in time", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new ProtocolViolation("a part of the test failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProtocolViolation("interrupted", e);
        }
    }
}
