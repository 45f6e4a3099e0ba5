package io.culvert.benchmarks.undertow;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedBinaryMessage;
import io.undertow.websockets.core.WebSocketCallback;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.xnio.Pooled;

/**
 * The relay that one writes first: Undertow's own WebSocket API, whole messages in, whole messages out, no more of them
 * read while one is being sent. Two clients of one path {@code /tunnel/N} are joined.
 *
 * <p>Run as {@code UndertowRelay PORT KEYSTORE PASSWORD}, the key store being PKCS#12.
 */
public final class UndertowRelay {

    private final Map<String, WebSocketChannel> waiting = new ConcurrentHashMap<>();

    private UndertowRelay() {}

    public static void main(String[] args) throws Exception {
        UndertowRelay relay = new UndertowRelay();
        Undertow.builder()
                .addHttpsListener(Integer.parseInt(args[0]), "127.0.0.1", tls(Path.of(args[1]), args[2].toCharArray()))
                .setHandler(Handlers.websocket((exchange, channel) -> relay.join(exchange.getRequestURI(), channel)))
                .build()
                .start();
    }

    private static SSLContext tls(Path file, char[] password) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, password);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, password);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private void join(String path, WebSocketChannel channel) {
        WebSocketChannel partner = waiting.remove(path);
        if (partner == null) {
            waiting.put(path, channel);
            return;
        }
        relay(partner, channel);
        relay(channel, partner);
    }

    private static void relay(WebSocketChannel source, WebSocketChannel target) {
        source.addCloseTask(closed -> close(target));
        source.getReceiveSetter().set(new AbstractReceiveListener() {
            @Override
            @SuppressWarnings("deprecation") // Pooled: Undertow still hands out what XNIO has deprecated
            protected void onFullBinaryMessage(WebSocketChannel channel, BufferedBinaryMessage message) {
                Pooled<ByteBuffer[]> data = message.getData();
                source.suspendReceives();
                WebSockets.sendBinary(data.getResource(), target, new Resume(source, data));
            }

            @Override
            protected long getMaxBinaryBufferSize() {
                return 2 << 20;
            }
        });
        source.resumeReceives();
    }

    private static void close(WebSocketChannel channel) {
        if (channel.isOpen()) {
            WebSockets.sendClose(1000, "", channel, null);
        }
    }

    @SuppressWarnings("deprecation") // Pooled, see above
    private record Resume(WebSocketChannel source, Pooled<ByteBuffer[]> data) implements WebSocketCallback<Void> {

        @Override
        public void complete(WebSocketChannel channel, Void context) {
            data.close();
            source.resumeReceives();
        }

        @Override
        public void onError(WebSocketChannel channel, Void context, Throwable failure) {
            data.close();
            UndertowRelay.close(source);
        }
    }
}
