package io.culvert.itests.ca;

import io.culvert.client.Tunnel;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Two devices in a tunnel. */
record Meeting(Tunnel first, Tunnel second) implements AutoCloseable {

    /** Makes one end of a tunnel. */
    interface End {
        Tunnel open() throws IOException;
    }

    /** Brings two together. */
    static Meeting of(End first, End second) throws Exception {
        CompletableFuture<Tunnel> other = CompletableFuture.supplyAsync(() -> {
            try {
                return second.open();
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
        Tunnel one = first.open();
        return new Meeting(one, other.get(60, TimeUnit.SECONDS));
    }

    static Meeting of(Device first, Device second, String nonce) throws Exception {
        return of(() -> first.meet(nonce, second), () -> second.meet(nonce, first));
    }

    /** Sends a message each way, and fails when it does not arrive as it was. */
    void exchange(byte[] message) throws IOException {
        carry(first, second, message);
        carry(second, first, message);
    }

    private static void carry(Tunnel from, Tunnel to, byte[] message) throws IOException {
        from.out().write(message);
        byte[] arrived = to.in().readNBytes(message.length);
        if (!Arrays.equals(arrived, message)) {
            throw new IOException("what arrived is something else");
        }
    }

    @Override
    public void close() {
        first.close();
        second.close();
    }
}
