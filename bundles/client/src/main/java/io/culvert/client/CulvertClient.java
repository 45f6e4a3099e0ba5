package io.culvert.client;

import io.culvert.client.Gateway.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.UUID;
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

    private final Gateway gateway;
    private final @Nullable Supplier<String> token;
    private final String uuid;
    private final String name;
    private final @Nullable String nonce;
    private final @Nullable EndToEnd endToEnd;
    private final Consumer<String> progress;
    private final Consumer<String> notices;

    private CulvertClient(Builder builder) {
        this.gateway = new Gateway(
                builder.gateway,
                builder.trust,
                builder.plaintext,
                new Patience(builder.timeout, builder.silence, builder.heartbeat),
                builder.progress);
        this.token = builder.token;
        this.uuid = builder.uuid;
        this.name = builder.name;
        this.nonce = builder.nonce;
        this.endToEnd = builder.endToEnd;
        this.progress = builder.progress;
        this.notices = builder.notices;
    }

    /**
     * Begins with the only thing that has no default besides the token.
     *
     * @param gateway {@code wss://host[:443][/websocket]}, {@code ws://} (plain), {@code tls://host:port} or
     *     {@code tcp://host:port} (plain)
     * @throws IllegalArgumentException when it is none of these; the message says why
     */
    public static Builder to(URI gateway) {
        GatewayAddress.of(gateway);
        return new Builder(gateway);
    }

    /**
     * Connects, authenticates, and blocks until the partner is there, the gateway gives up, or {@link #close}. With
     * {@link Builder#endToEnd} also until each end knows who the other is.
     *
     * @throws CulvertException when there is no tunnel; its kind says why
     * @throws IllegalStateException when there is no token
     */
    public Tunnel connect() throws CulvertException {
        String presented = token();
        @Nullable Link link = null;
        boolean stands = false;
        try {
            link = gateway.open();
            Tunnel tunnel = endToEnd == null ? tunnel(link, presented) : secured(link, presented, endToEnd);
            stands = true;
            return tunnel;
        } catch (IOException e) {
            throw Gateway.explained(e);
        } finally {
            if (link != null && !stands) {
                gateway.abort(link);
            }
        }
    }

    private Tunnel tunnel(Link link, String presented) throws IOException {
        Partner partner = introduce(link, uuid, presented);
        return new Tunnel(link, partner, null, () -> gateway.forget(link));
    }

    private Tunnel secured(Link link, String presented, EndToEnd ends) throws IOException {
        Duration timeout = gateway.patience().timeout();
        EndToEnd.Attempt attempt = ends.begin(new CertificateCalls(link, timeout), notices);
        Partner claimed = introduce(link, attempt.own().device(), presented);
        SecureLink secure =
                attempt.secure(link, claimed, certificate -> gateway.ask(calls -> calls.status(certificate)), timeout);
        X509Certificate certificate = secure.partner();
        DeviceName partner = partner(certificate);
        progress.accept("end to end with " + partner);
        return new Tunnel(secure, new Partner(claimed.name(), partner.uuid()), certificate, () -> gateway.forget(link));
    }

    private static DeviceName partner(X509Certificate certificate) {
        try {
            return DeviceName.of(certificate);
        } catch (CertificateException e) {
            throw new IllegalStateException("trusted before, and not a device's", e);
        }
    }

    private Partner introduce(Link link, String as, String presented) throws IOException {
        Partner partner =
                new Introduction(as, name, nonce, gateway.patience().timeout()).perform(link, presented, progress);
        progress.accept("tunnel with '" + Printable.of(partner.name()) + "' " + Printable.of(partner.uuid()));
        return partner;
    }

    <T> T ask(Gateway.Question<T> question) throws CulvertException {
        return gateway.ask(question);
    }

    URI uri() {
        return gateway.uri();
    }

    String name() {
        return name;
    }

    String token() {
        Supplier<String> given = token;
        if (given == null) {
            throw new IllegalStateException("a client needs a token to be let in");
        }
        return given.get();
    }

    void notice(String notice) {
        notices.accept(notice);
    }

    /** Ends a {@link #connect} in progress, and aborts the tunnels that still stand. */
    @Override
    public void close() {
        gateway.close();
    }

    /** What a client needs to know. For one thread. */
    public static final class Builder {

        private final URI gateway;
        private @Nullable Supplier<String> token;
        private @Nullable String nonce;
        private String uuid = "{" + UUID.randomUUID() + "}";
        private String name = hostName();
        private Supplier<@Nullable SSLContext> trust = () -> null;
        private @Nullable EndToEnd endToEnd;
        private boolean plaintext;
        private Duration timeout = Duration.ofSeconds(15);
        private Duration silence = Duration.ofSeconds(75);
        private Duration heartbeat = Duration.ofSeconds(20);
        private Consumer<String> progress = step -> {};
        private Consumer<String> notices = notice -> {};

        private Builder(URI gateway) {
            this.gateway = gateway;
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
            this.trust = () -> trust;
            return this;
        }

        /** As {@link #trust(SSLContext)}, asked anew for every connection, so that a certificate may be renewed. */
        public Builder trust(Supplier<SSLContext> trust) {
            this.trust = trust;
            return this;
        }

        /**
         * Secures each tunnel from end to end: the partner shows by its certificate who it is, and the gateway cannot
         * read what is sent. Both ends must do so. The uuid of this peer is then that of its certificate. Default: not.
         *
         * @param identity folder of this peer's {@link Identity}, read for every connection; new authorities are kept
         *     in it
         * @param partner who may be at the other end: the UUID of a device, an identity, either of them as the
         *     certificate has it ({@code urn:culvert:device:}, {@code urn:culvert:identity:}), or {@code any} for every
         *     device of these authorities
         * @throws IllegalArgumentException when nobody could be it
         */
        public Builder endToEnd(Path identity, String partner) {
            this.endToEnd = new EndToEnd(identity, new ExpectedPartner(partner));
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

        /** Hears, on the connecting thread, what somebody should know of authorities: new ones, unknown ones. */
        public Builder notices(Consumer<String> notices) {
            this.notices = notices;
            return this;
        }

        /** Makes the client; nothing is connected yet. */
        public CulvertClient build() {
            return new CulvertClient(this);
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
