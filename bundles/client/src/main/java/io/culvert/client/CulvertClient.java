package io.culvert.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes tunnels through one gateway. For any thread; every call of {@link #connect} is a connection of its own.
 *
 * <pre>{@code
 * try (CulvertClient client = CulvertClient.to(URI.create("wss://gateway.example:8443"))
 *                 .token(() -> token).nonce("today's meeting").build();
 *         Tunnel tunnel = client.connect()) {
 *     tunnel.out().write(request);
 *     tunnel.out().close();
 *     tunnel.in().transferTo(file);
 *     tunnel.awaitEnd();
 * }
 * }</pre>
 */
public final class CulvertClient implements AutoCloseable {

    private final GatewayAddress address;
    private final Supplier<String> token;
    private final Introduction introduction;
    private final @Nullable SSLContext trust;
    private final boolean plaintext;
    private final Duration timeout;
    private final Duration silence;
    private final Duration heartbeat;
    private final Consumer<String> progress;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private CulvertClient(Builder builder, Supplier<String> token) {
        this.address = builder.address;
        this.token = token;
        this.introduction = new Introduction(builder.uuid, builder.name, builder.nonce, builder.timeout);
        this.trust = builder.trust;
        this.plaintext = builder.plaintext;
        this.timeout = builder.timeout;
        this.silence = builder.silence;
        this.heartbeat = builder.heartbeat;
        this.progress = builder.progress;
    }

    /**
     * Begins with the only thing that has no default besides the token.
     *
     * @param gateway {@code wss://host[:443][/websocket]}, {@code ws://} (plain), {@code tls://host:port} or
     *     {@code tcp://host:port} (plain)
     * @throws IllegalArgumentException when it is none of these; the message says why
     */
    public static Builder to(URI gateway) {
        return new Builder(GatewayAddress.of(gateway));
    }

    /**
     * Connects, authenticates, and blocks until the partner is there, the gateway gives up, or {@link #close}.
     *
     * @throws CulvertException when there is no tunnel; its kind says why
     */
    public Tunnel connect() throws CulvertException {
        @Nullable Link link = null;
        try {
            link = open();
            Partner partner = introduction.perform(link, token.get(), progress);
            progress.accept("tunnel with '" + Printable.of(partner.name()) + "' " + Printable.of(partner.uuid()));
            return new Tunnel(link, partner, links::remove);
        } catch (IOException | RuntimeException e) {
            if (link != null) {
                links.remove(link);
                link.abort();
            }
            if (e instanceof RuntimeException bug) {
                throw bug;
            }
            throw e instanceof CulvertException explained ? explained : GatewaySocket.lost("the gateway", e);
        }
    }

    private Link open() throws IOException {
        GatewaySocket socket = GatewaySocket.open(address, trust, plaintext, timeout);
        Link link;
        try {
            link = link(socket);
        } catch (IOException e) {
            socket.reset();
            throw e;
        }
        progress.accept("connected to " + address.authority());
        links.add(link);
        if (closed) {
            links.remove(link);
            link.abort();
        }
        return link;
    }

    private Link link(GatewaySocket socket) throws IOException {
        if (!address.webSocket()) {
            return new StreamLink(socket, silence.plusSeconds(15));
        }
        Upgrade.perform(socket, address);
        return new WebSocketLink(socket, silence, heartbeat);
    }

    /** Ends a {@link #connect} in progress, and aborts the tunnels that still stand. */
    @Override
    public void close() {
        closed = true;
        links.forEach(Link::abort);
    }

    /** What a client needs to know. For one thread. */
    public static final class Builder {

        private final GatewayAddress address;
        private @Nullable Supplier<String> token;
        private @Nullable String nonce;
        private String uuid = "{" + UUID.randomUUID() + "}";
        private String name = hostName();
        private @Nullable SSLContext trust;
        private boolean plaintext;
        private Duration timeout = Duration.ofSeconds(15);
        private Duration silence = Duration.ofSeconds(75);
        private Duration heartbeat = Duration.ofSeconds(20);
        private Consumer<String> progress = step -> {};

        private Builder(GatewayAddress address) {
            this.address = address;
        }

        /** Asked anew for every connection, so that a token may change; must not block for long. */
        public Builder token(Supplier<String> token) {
            this.token = token;
            return this;
        }

        /** Only peers with the same token and the same nonce meet. Default: none. */
        public Builder nonce(String nonce) {
            this.nonce = nonce;
            return this;
        }

        /** Identifies this peer; the two ends of a tunnel must differ. Default: a random one per client. */
        public Builder uuid(String uuid) {
            this.uuid = uuid;
            return this;
        }

        /** What the partner is told as this peer's name. Default: the host's name. */
        public Builder name(String name) {
            this.name = name;
            return this;
        }

        /** Whom to believe, see {@link Trust}; the host name is always checked, unless this checks nothing. */
        public Builder trust(SSLContext trust) {
            this.trust = trust;
            return this;
        }

        /** Lets token and data go unencrypted to other machines; to this one they always may. */
        public Builder plaintextAllowed() {
            this.plaintext = true;
            return this;
        }

        /** For each step up to the gateway's answer to the token. Default: 15 s. */
        public Builder timeout(Duration timeout) {
            this.timeout = timeout;
            return this;
        }

        /**
         * On a WebSocket, a gateway that sends nothing for so long is taken for lost; it pings every 25 s. On a stream
         * this, and 15 s more, bounds a tunnel that only one end has ended and that carries nothing. Default: 75 s.
         */
        public Builder silence(Duration silence) {
            this.silence = silence;
            return this;
        }

        /** After sending nothing for so long a WebSocket peer shows that it lives. Default: 20 s. */
        public Builder heartbeat(Duration heartbeat) {
            this.heartbeat = heartbeat;
            return this;
        }

        /** Hears, on the connecting thread, how far it is; never a secret. */
        public Builder progress(Consumer<String> progress) {
            this.progress = progress;
            return this;
        }

        /**
         * Makes the client; nothing is connected yet.
         *
         * @throws IllegalStateException when there is no token
         */
        public CulvertClient build() {
            Supplier<String> given = token;
            if (given == null) {
                throw new IllegalStateException("a client needs a token");
            }
            return new CulvertClient(this, given);
        }

        private static String hostName() {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException e) {
                return "culvert";
            }
        }
    }
}
