package io.culvert.client.cli;

import io.culvert.client.CulvertClient;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Follows invitations: a tunnel to the local end for each, several at the same time. */
final class Device implements AutoCloseable {

    /** So many tokens are remembered, so that a message that comes twice makes one tunnel. */
    private static final int REMEMBERED = 1000;

    private final URI gateway;
    private final SSLContext trust;
    private final Endpoint target;
    private final Semaphore places;
    private final boolean plaintext;
    private final boolean verbose;
    private final Set<CulvertClient> clients = ConcurrentHashMap.newKeySet();
    private final Set<String> seen = Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    });

    Device(URI gateway, SSLContext trust, Endpoint target, int tunnels, boolean plaintext, boolean verbose) {
        this.gateway = gateway;
        this.trust = trust;
        this.target = target;
        this.places = new Semaphore(tunnels);
        this.plaintext = plaintext;
        this.verbose = verbose;
    }

    /** Reads the inbox until interrupted, and connects again whenever the broker is away. */
    void run(Inbox inbox) throws InterruptedException {
        Backoff backoff = new Backoff(new SecureRandom());
        while (true) {
            try {
                inbox.receive(
                        () -> {
                            backoff.reset();
                            Console.info("listening on " + inbox.topic() + " at " + inbox.uri());
                        },
                        this::accept);
            } catch (IOException e) {
                Duration pause = backoff.next();
                Console.info("The MQTT broker is away (" + Reason.of(e) + "); trying again in "
                        + pause.toMillis() / 1000.0 + " s");
                Thread.sleep(pause.toMillis());
            }
        }
    }

    /** Never blocks: the tunnel has a thread of its own. */
    void accept(byte[] message) {
        @Nullable Invitation invitation = Invitation.parse(message).orElse(null);
        if (invitation == null) {
            Console.warn("ignored a message that is no invitation");
        } else if (invitation.expired(Instant.now())) {
            Console.info("ignored an invitation that has expired");
        } else if (!invitation.leadsTo(gateway)) {
            Console.warn("ignored an invitation to another gateway than " + gateway);
        } else if (!remember(invitation.token())) {
            Console.info("ignored an invitation that came before");
        } else if (!places.tryAcquire()) {
            Console.warn("ignored an invitation: as many tunnels as --tunnels allows stand already");
        } else {
            Thread thread = new Thread(() -> follow(invitation), "culvert-tunnel");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private boolean remember(String token) {
        synchronized (seen) {
            return seen.add(token);
        }
    }

    private void follow(Invitation invitation) {
        try (CulvertClient client = client(invitation)) {
            clients.add(client);
            try {
                new Connector(client, false, verbose).tcp(target);
            } finally {
                clients.remove(client);
            }
            Console.info("a tunnel has ended");
        } catch (IOException | IllegalArgumentException e) {
            Console.error(Reason.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            places.release();
        }
    }

    private CulvertClient client(Invitation invitation) {
        URI url = invitation.url();
        CulvertClient.Builder builder = CulvertClient.to(url == null ? gateway : url)
                .token(invitation::token)
                .trust(trust);
        if (invitation.nonce() != null) {
            builder.nonce(invitation.nonce());
        }
        if (plaintext) {
            builder.plaintextAllowed();
        }
        if (verbose) {
            builder.progress(Console::info);
        }
        return builder.build();
    }

    /** Aborts every tunnel: the partners learn that data may be missing. */
    @Override
    public void close() {
        clients.forEach(CulvertClient::close);
    }
}
