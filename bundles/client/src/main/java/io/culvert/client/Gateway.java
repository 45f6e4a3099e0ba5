package io.culvert.client;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Opens connections to one gateway, and ends them all when it is closed. For any thread. */
final class Gateway implements AutoCloseable {

    private final URI uri;
    private final GatewayAddress address;
    private final Supplier<@Nullable SSLContext> trust;
    private final boolean plaintext;
    private final Patience patience;
    private final Consumer<String> progress;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * How long to wait.
     *
     * @param timeout for each step up to the gateway's answer to the token
     * @param silence a gateway that sends nothing for so long is taken for lost
     * @param heartbeat after sending nothing for so long a WebSocket peer shows that it lives
     */
    record Patience(Duration timeout, Duration silence, Duration heartbeat) {}

    /**
     * @param trust asked for each connection; null for the JVM's default
     * @param plaintext whether without TLS other machines may be spoken to
     */
    Gateway(
            URI uri,
            Supplier<@Nullable SSLContext> trust,
            boolean plaintext,
            Patience patience,
            Consumer<String> progress) {
        this.uri = uri;
        this.address = GatewayAddress.of(uri);
        this.trust = trust;
        this.plaintext = plaintext;
        this.patience = patience;
        this.progress = progress;
    }

    URI uri() {
        return uri;
    }

    Patience patience() {
        return patience;
    }

    /** A new connection, to be {@linkplain #forget forgotten} when it is over. */
    Link open() throws IOException {
        GatewaySocket socket = GatewaySocket.open(address, trust.get(), plaintext, patience.timeout());
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
            abort(link);
        }
        return link;
    }

    private Link link(GatewaySocket socket) throws IOException {
        if (!address.webSocket()) {
            return new StreamLink(socket, patience.silence().plusSeconds(15));
        }
        Upgrade.perform(socket, address);
        return new WebSocketLink(socket, patience.silence(), patience.heartbeat());
    }

    void forget(Link link) {
        links.remove(link);
    }

    void abort(Link link) {
        links.remove(link);
        link.abort();
    }

    /** What to ask. */
    interface Question<T> {
        T ask(CertificateCalls calls) throws IOException;
    }

    /** Asks something on a connection of its own. */
    <T> T ask(Question<T> question) throws CulvertException {
        @Nullable Link link = null;
        try {
            link = open();
            T answer = question.ask(new CertificateCalls(link, patience.timeout()));
            leave(link);
            return answer;
        } catch (IOException e) {
            throw explained(e);
        } finally {
            if (link != null) {
                abort(link);
            }
        }
    }

    private static void leave(Link link) {
        try {
            link.endOutput();
        } catch (IOException e) {
            // It has answered, and closed the connection itself.
        }
    }

    static CulvertException explained(IOException e) {
        return e instanceof CulvertException explained ? explained : GatewaySocket.lost("the gateway", e);
    }

    @Override
    public void close() {
        closed = true;
        links.forEach(Link::abort);
    }
}
