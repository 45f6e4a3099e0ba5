package io.culvert.transport.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.tls.ClientCertificates;
import io.culvert.api.tls.TlsContext;
import io.culvert.api.tls.TlsEngine;
import io.culvert.api.tls.TlsIdentity;
import io.culvert.api.tls.TlsProvider;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Counts how often each engine of another provider is released. */
final class CountingTls implements TlsProvider {

    private final TlsProvider real;
    private final List<AtomicInteger> releases = new CopyOnWriteArrayList<>();

    CountingTls(TlsProvider real) {
        this.real = real;
    }

    int made() {
        return releases.size();
    }

    void awaitAllReleased() {
        Gateway.await(() -> releases.stream().noneMatch(count -> count.get() == 0));
        assertThat(releases).allMatch(count -> count.get() == 1);
    }

    @Override
    public String name() {
        return "counting";
    }

    @Override
    public TlsContext serverContext(TlsIdentity identity, @Nullable ClientCertificates clients)
            throws GeneralSecurityException {
        TlsContext context = real.serverContext(identity, clients);
        return new TlsContext() {
            @Override
            public boolean directBuffers() {
                return context.directBuffers();
            }

            @Override
            public TlsEngine newEngine() throws SSLException {
                AtomicInteger count = new AtomicInteger();
                releases.add(count);
                return new Engine(context.newEngine(), count);
            }

            @Override
            public void close() {
                context.close();
            }
        };
    }

    private record Engine(TlsEngine real, AtomicInteger releases) implements TlsEngine {

        @Override
        public Handshake handshake(ByteBuffer in, ByteBuffer out) throws SSLException {
            return real.handshake(in, out);
        }

        @Override
        public void runTask() {
            real.runTask();
        }

        @Override
        public List<X509Certificate> peerCertificates() throws SSLException {
            return real.peerCertificates();
        }

        @Override
        public void decrypt(ByteBuffer in, ByteBuffer plain) throws SSLException {
            real.decrypt(in, plain);
        }

        @Override
        public boolean inputClosed() {
            return real.inputClosed();
        }

        @Override
        public void encrypt(ByteBuffer plain, ByteBuffer out) throws SSLException {
            real.encrypt(plain, out);
        }

        @Override
        public byte[] closeOutput() throws SSLException {
            return real.closeOutput();
        }

        @Override
        public void release() {
            releases.incrementAndGet();
            real.release();
        }
    }
}
