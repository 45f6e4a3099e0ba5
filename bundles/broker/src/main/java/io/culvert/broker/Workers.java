package io.culvert.broker;

/** Threads on which authenticators may block. */
interface Workers extends AutoCloseable {

    /**
     * Has a task run soon.
     *
     * @return whether there was room for it; if not it will never run
     */
    boolean offer(Runnable task);

    /**
     * Changes the bounds; what waits already stays.
     *
     * @param threads at least 1
     * @param queue tasks that may wait for a thread
     */
    void resize(int threads, int queue);

    /** One of the threads does not come back from its task: another one takes its place. */
    void lost();

    /** A thread that was lost has come back. */
    void found();

    /** Interrupts what runs and forgets what waits. */
    @Override
    void close();
}
