package io.culvert.client.cli;

import io.culvert.client.CulvertClient;
import io.culvert.client.CulvertException;
import io.culvert.client.CulvertException.Kind;
import io.culvert.client.Tunnel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;

/** Makes tunnels for a local end: one, or one after the other. */
final class Connector {

    /** A gateway that says sooner that there is no partner did not wait for one, and would be asked too often. */
    private static final long WAITED = Duration.ofSeconds(1).toNanos();

    private static final int LOCAL_TIMEOUT = 10_000;

    private final CulvertClient client;
    private final boolean retry;
    private final boolean verbose;
    private final SecureRandom random = new SecureRandom();
    private final Backoff backoff = new Backoff(random);

    Connector(CulvertClient client, boolean retry, boolean verbose) {
        this.client = client;
        this.retry = retry;
        this.verbose = verbose;
    }

    /** One tunnel; what was begun on standard streams cannot be begun again. */
    void stdio() throws CulvertException, LocalEndException, InterruptedException {
        Bridge.run(tunnel(), LocalEnd.ofStandardStreams());
    }

    /** A connection to the target for each tunnel; one, or with retry for ever. */
    void tcp(Endpoint target) throws CulvertException, LocalEndException, InterruptedException {
        Backoff dialling = new Backoff(random);
        do {
            Tunnel tunnel = tunnel();
            try {
                LocalEnd local = dial(target, tunnel);
                dialling.reset();
                Bridge.run(tunnel, local);
            } catch (CulvertException e) {
                pauseOrThrow(e, 0);
            } catch (LocalEndException e) {
                if (!retry) {
                    throw e;
                }
                pause(Reason.of(e), dialling.next());
            }
        } while (retry);
    }

    /** A tunnel for each local connection, made once it is there; for ever. */
    void listen(Endpoint endpoint) throws CulvertException, LocalEndException, InterruptedException {
        try (ServerSocket server = bind(endpoint)) {
            Console.info("listening on " + new Endpoint(endpoint.host(), server.getLocalPort()));
            while (true) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                serve(LocalEnd.of(socket));
            }
        } catch (CulvertException | LocalEndException e) {
            throw e;
        } catch (IOException e) {
            throw new LocalEndException("Cannot accept connections on " + endpoint + " (" + Reason.of(e) + ")", e);
        }
    }

    private void serve(LocalEnd local) throws CulvertException, InterruptedException {
        try {
            Bridge.run(tunnel(), local);
        } catch (CulvertException e) {
            local.abort();
            if (!e.kind().temporary()) {
                throw e;
            }
            Console.error(Reason.of(e) + "; the local connection is closed");
        } catch (LocalEndException e) {
            if (verbose) {
                Console.info(Reason.of(e));
            }
        }
    }

    private static ServerSocket bind(Endpoint endpoint) throws LocalEndException {
        try {
            return new ServerSocket(endpoint.port(), 1, InetAddress.getByName(endpoint.host()));
        } catch (UnknownHostException e) {
            throw new LocalEndException("The address '" + endpoint.host() + "' is not known", e);
        } catch (IOException e) {
            throw new LocalEndException("Cannot listen on " + endpoint + " (" + Reason.of(e) + ")", e);
        }
    }

    private LocalEnd dial(Endpoint target, Tunnel tunnel) throws LocalEndException {
        Socket socket = new Socket();
        try {
            InetSocketAddress address = target.resolve();
            if (address.isUnresolved()) {
                throw new UnknownHostException("the host name is not known");
            }
            socket.connect(address, LOCAL_TIMEOUT);
            socket.setTcpNoDelay(true);
            return LocalEnd.of(socket);
        } catch (IOException e) {
            LocalEnd.of(socket).abort();
            tunnel.close();
            throw new LocalEndException("The target " + target + " cannot be reached (" + Reason.of(e) + ")", e);
        }
    }

    private Tunnel tunnel() throws CulvertException, InterruptedException {
        while (true) {
            long begun = System.nanoTime();
            try {
                Tunnel tunnel = client.connect();
                backoff.reset();
                return tunnel;
            } catch (CulvertException e) {
                pauseOrThrow(e, System.nanoTime() - begun);
            }
        }
    }

    /** @param lasted nanoseconds from the attempt's beginning, if it was one */
    private void pauseOrThrow(CulvertException e, long lasted) throws CulvertException, InterruptedException {
        if (!retry || !e.kind().temporary()) {
            throw e;
        }
        if (e.kind() == Kind.NO_PARTNER && lasted > WAITED) {
            // How it goes for a device that waits for its next partner: no error, and no reason to stay away for long.
            backoff.reset();
            Thread.sleep(random.nextInt(200));
        } else {
            pause(Reason.of(e), backoff.next());
        }
    }

    private void pause(String why, Duration pause) throws InterruptedException {
        Console.info(why + "; trying again in " + pause.toMillis() / 1000.0 + " s");
        Thread.sleep(pause.toMillis());
    }
}
