package io.culvert.transport.undertow;

import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.Connection;
import io.culvert.api.transport.ConnectionHandler;
import io.culvert.api.transport.PeerInfo;
import io.culvert.api.transport.Transport;
import io.culvert.api.transport.TunnelLimits;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Map;
import org.xnio.Xnio;

/** The transport with one plain WebSocket port, where every connection is joined with itself. */
public final class EchoGateway implements AutoCloseable {

    private final UndertowTransport transport;
    private final Listener listener;

    public EchoGateway() throws IOException {
        transport = new UndertowTransport(
                Xnio.getInstance(), configuration(TransportConfig.class, Map.of("node_id", "echo")), Map.of());
        transport.bindAcceptor(this::echo);
        listener =
                new Listener(transport, configuration(ListenerConfig.class, Map.of("port", 0, "tls", false)), Map.of());
    }

    /** Where it listens. */
    public URI url() {
        int port = listener.info().orElseThrow().address().getPort();
        return URI.create("ws://127.0.0.1:" + port + "/websocket");
    }

    private ConnectionHandler echo(Connection connection) {
        Transport.End end = new Transport.End(connection, new PeerInfo("echo", null, null), "");
        transport.join("echo", end, end, TunnelLimits.NONE);
        return new Unheard();
    }

    @Override
    public void close() {
        listener.deactivate();
        transport.deactivate();
    }

    /** A configuration as Declarative Services makes it: the annotation's defaults, but for what is given. */
    private static <A extends Annotation> A configuration(Class<A> type, Map<String, Object> values) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            Object given = values.get(method.getName());
            return given != null ? given : method.getDefaultValue();
        }));
    }

    /** Before the tunnel nothing can be heard, because there is no such time. */
    private static final class Unheard implements ConnectionHandler {

        @Override
        public void text(ByteBuffer utf8) {
            throw new AssertionError("text before the tunnel");
        }

        @Override
        public void binary() {
            throw new AssertionError("a binary message before the tunnel");
        }

        @Override
        public void closed(CloseReason reason) {
            // It was joined; the tunnel's end is the transport's affair.
        }
    }
}
