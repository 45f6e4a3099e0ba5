package io.culvert.transport.undertow;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.xnio.XnioIoThread;

/** The working memory of all threads: each I/O thread has its own, the others borrow for as long as they send. */
final class ThreadBuffers {

    /** What a thread does while it has buffers. */
    @FunctionalInterface
    interface Use<E extends Exception> {
        boolean with(IoBuffers io) throws E;
    }

    private final int readSize;
    private final Map<XnioIoThread, IoBuffers> own = new ConcurrentHashMap<>();
    /** For short messages; as many as have ever been borrowed at once. */
    private final Queue<IoBuffers> spare = new ConcurrentLinkedQueue<>();

    /**
     * @param readSize how much an I/O thread reads from a socket at once, in bytes
     */
    ThreadBuffers(int readSize) {
        this.readSize = readSize;
    }

    IoBuffers of(XnioIoThread thread) {
        return own.computeIfAbsent(thread, ignored -> new IoBuffers(readSize));
    }

    /** Does something with buffers that nobody else uses meanwhile, on any thread. */
    <E extends Exception> boolean borrow(Use<E> use) throws E {
        XnioIoThread current = XnioIoThread.currentThread();
        IoBuffers mine = current == null ? null : own.get(current);
        if (mine != null) {
            return use.with(mine);
        }
        IoBuffers polled = spare.poll();
        IoBuffers borrowed = polled != null ? polled : new IoBuffers(0);
        try {
            return use.with(borrowed);
        } finally {
            spare.add(borrowed);
        }
    }
}
