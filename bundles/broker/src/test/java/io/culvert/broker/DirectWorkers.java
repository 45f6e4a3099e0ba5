package io.culvert.broker;

/** Runs everything at once on the thread that asks. */
final class DirectWorkers implements Workers {

    boolean full;
    boolean closed;
    int threads;

    @Override
    public boolean offer(Runnable task) {
        if (!full) {
            task.run();
        }
        return !full;
    }

    @Override
    public void resize(int size, int queue) {
        threads = size;
    }

    @Override
    public void lost() {
        threads++;
    }

    @Override
    public void found() {
        threads--;
    }

    @Override
    public void close() {
        closed = true;
    }
}
