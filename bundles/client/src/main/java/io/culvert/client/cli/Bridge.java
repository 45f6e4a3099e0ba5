package io.culvert.client.cli;

import io.culvert.client.CulvertException;
import io.culvert.client.Tunnel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Carries bytes between a tunnel and a local end, each direction on a thread of its own with one buffer, until both
 * have ended or one broke. The end of one direction is passed on and leaves the other alone.
 */
final class Bridge {

    private static final int CHUNK = 64 * 1024;

    private final Tunnel tunnel;
    private final LocalEnd local;
    private final AtomicReference<IOException> failure = new AtomicReference<>();

    private Bridge(Tunnel tunnel, LocalEnd local) {
        this.tunnel = tunnel;
        this.local = local;
    }

    /**
     * Blocks until it is over; both are closed then.
     *
     * @throws CulvertException when the tunnel broke
     * @throws LocalEndException when the local end did
     */
    static void run(Tunnel tunnel, LocalEnd local) throws CulvertException, LocalEndException {
        new Bridge(tunnel, local).run();
    }

    private void run() throws CulvertException, LocalEndException {
        Thread up = new Thread(this::up, "culvert-up");
        up.setDaemon(true);
        up.start();
        try {
            down();
            tunnel.awaitEnd();
            local.close();
        } catch (IOException e) {
            failure.compareAndSet(null, e);
            local.abort();
        } finally {
            tunnel.close();
        }
        IOException first = failure.get();
        if (first instanceof CulvertException broken) {
            throw broken;
        }
        if (first != null) {
            throw first instanceof LocalEndException broken ? broken : new LocalEndException(Reason.of(first), first);
        }
    }

    private void down() throws IOException {
        InputStream from = tunnel.in();
        byte[] chunk = new byte[CHUNK];
        for (int count = from.read(chunk); count >= 0; count = from.read(chunk)) {
            writeLocal(chunk, count);
        }
        try {
            local.endOutput();
        } catch (IOException e) {
            // It has gone; it had everything the partner sent.
        }
    }

    private void writeLocal(byte[] chunk, int count) throws LocalEndException {
        try {
            local.out().write(chunk, 0, count);
        } catch (IOException e) {
            throw new LocalEndException("The local end takes no more data (" + Reason.of(e) + ")", e);
        }
    }

    private void up() {
        byte[] chunk = new byte[CHUNK];
        try {
            OutputStream to = tunnel.out();
            for (int count = readLocal(chunk); count >= 0; count = readLocal(chunk)) {
                to.write(chunk, 0, count);
            }
            to.close();
        } catch (LocalEndException e) {
            failure.compareAndSet(null, e);
            tunnel.close();
        } catch (IOException e) {
            // The tunnel broke: the reading direction learns why.
        }
    }

    private int readLocal(byte[] chunk) throws LocalEndException {
        try {
            return local.in().read(chunk);
        } catch (IOException e) {
            throw new LocalEndException("Reading the local end failed (" + Reason.of(e) + ")", e);
        }
    }
}
