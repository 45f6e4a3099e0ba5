package io.culvert.itests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.itests.peers.Await;
import io.culvert.itests.peers.Credentials;
import io.culvert.itests.peers.Dialect;
import io.culvert.itests.peers.Endpoint;
import io.culvert.itests.peers.StreamPeer;
import io.culvert.itests.peers.Tally;
import io.culvert.itests.peers.Transfer;
import io.culvert.itests.peers.Tunnel;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A peer that stops reading. */
@ExtendWith(SharedGateway.class)
class BackPressureIT {

    private static final long GIBIBYTE = 1L << 30;
    private static final long LIMIT = 1L << 20;
    /** The piece on which the sender hangs is in the kernel in part and not counted, so pieces are small. */
    private static final int SMALL_PIECE = 1 << 12;

    private static final long STALL = TimeUnit.SECONDS.toNanos(3);
    private static final long DEADLINE = TimeUnit.MINUTES.toNanos(2);

    /** On streams, where a byte on the one side is a byte on the other, so that the kernel's figures can be subtracted. */
    @Test
    void theSenderIsPausedLittleIsHeldAndNothingIsLost(GatewayProcess gateway) throws Exception {
        String token = Tokens.next();
        Endpoint stream = gateway.ports().stream();
        StreamPeer sender = StreamPeer.connect(stream, Dialect.CLASSIC);
        StreamPeer sleeper = StreamPeer.connect(stream, Dialect.CLASSIC);
        try (Tunnel tunnel = Tunnel.of(sender, sleeper, Credentials.of(token), Credentials.of(token))) {
            AtomicLong accepted = new AtomicLong();
            FutureTask<Tally> sent = Transfer.start(
                    "sender", () -> Transfer.send(tunnel.first(), GIBIBYTE, 1, SMALL_PIECE, accepted::set));
            awaitStall(accepted);
            long inKernel = Kernel.buffered(sender.wire().localPort(), stream.port())
                    + Kernel.buffered(sleeper.wire().localPort(), stream.port());
            assertThat(sent.isDone()).isFalse();
            assertThat(accepted.get() - inKernel).isBetween(-1L * SMALL_PIECE, LIMIT);

            Tally received = Transfer.receive(sleeper, GIBIBYTE);
            Transfer.checkEqual(Transfer.await(sent, System.nanoTime() + DEADLINE), received);
        }
    }

    private static void awaitStall(AtomicLong accepted) {
        AtomicLong last = new AtomicLong(-1);
        AtomicLong since = new AtomicLong();
        Await.until("the sender to be paused", Duration.ofMinutes(1), () -> {
            long now = accepted.get();
            if (last.getAndSet(now) != now) {
                since.set(System.nanoTime());
            }
            return now > 0 && System.nanoTime() - since.get() > STALL;
        });
    }
}
