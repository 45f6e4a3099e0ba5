package io.culvert.client;

import io.culvert.client.CulvertException.Kind;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The connection to the gateway, with TLS or without. Blocking; one thread may read while another writes, and
 * {@link #reset} frees both.
 */
final class GatewaySocket {

    private final Socket tcp;
    private final Socket socket;

    private GatewaySocket(Socket tcp, Socket socket) {
        this.tcp = tcp;
        this.socket = socket;
    }

    static GatewaySocket open(GatewayAddress address, @Nullable SSLContext trust, boolean plaintext, Duration timeout)
            throws CulvertException {
        Socket tcp = connect(address, plaintext, timeout);
        try {
            tcp.setTcpNoDelay(true);
            tcp.setKeepAlive(true);
            tcp.setSoTimeout((int) timeout.toMillis());
            if (!address.tls()) {
                return new GatewaySocket(tcp, tcp);
            }
            return new GatewaySocket(tcp, encrypt(tcp, address, trust == null ? SSLContext.getDefault() : trust));
        } catch (IOException | NoSuchAlgorithmException e) {
            closeQuietly(tcp);
            throw explained(address, e);
        }
    }

    private static Socket connect(GatewayAddress address, boolean plaintext, Duration timeout) throws CulvertException {
        try {
            IOException last = new UnknownHostException(address.host());
            for (InetAddress ip : InetAddress.getAllByName(address.host())) {
                if (!address.tls() && !plaintext && !ip.isLoopbackAddress()) {
                    throw new CulvertException(
                            Kind.UNTRUSTED,
                            "Without TLS everyone on the way to " + address.authority()
                                    + " could read the token and the data; use wss:// or tls://");
                }
                Socket tcp = new TcpSocket(address.tls());
                try {
                    tcp.connect(new InetSocketAddress(ip, address.port()), (int) timeout.toMillis());
                    return tcp;
                } catch (IOException e) {
                    closeQuietly(tcp);
                    last = e;
                }
            }
            throw explained(address, last);
        } catch (UnknownHostException e) {
            throw explained(address, e);
        }
    }

    private static Socket encrypt(Socket tcp, GatewayAddress address, SSLContext trust) throws IOException {
        SSLSocket tls = (SSLSocket) trust.getSocketFactory().createSocket(tcp, address.host(), address.port(), true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        return tls;
    }

    private static CulvertException explained(GatewayAddress address, Exception cause) {
        String where = address.authority();
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof CertificateException) {
                return new CulvertException(
                        Kind.UNTRUSTED, "The gateway at " + where + " is not trusted: " + t.getMessage(), cause);
            }
        }
        if (cause instanceof UnknownHostException) {
            return new CulvertException(
                    Kind.GATEWAY_AWAY, "The host name '" + address.host() + "' is not known", cause);
        }
        if (cause instanceof SocketTimeoutException) {
            return new CulvertException(Kind.GATEWAY_AWAY, "No answer from " + where, cause);
        }
        if (cause instanceof ConnectException) {
            return new CulvertException(Kind.GATEWAY_AWAY, "Nobody listens at " + where, cause);
        }
        if (cause instanceof SSLException && !(cause.getCause() instanceof SocketException)) {
            return new CulvertException(
                    Kind.UNTRUSTED, "No TLS could be agreed on with " + where + ": " + cause.getMessage(), cause);
        }
        return new CulvertException(
                Kind.GATEWAY_AWAY, "The connection to " + where + " failed: " + cause.getMessage(), cause);
    }

    /** A connection that broke before the tunnel. With TLS 1.3 a refused certificate shows only here. */
    static CulvertException lost(String where, Exception cause) {
        return cause instanceof SSLHandshakeException
                ? new CulvertException(
                        Kind.UNTRUSTED,
                        "TLS was refused by " + where + ", which wants a certificate, or another one: "
                                + cause.getMessage(),
                        cause)
                : new CulvertException(
                        Kind.GATEWAY_AWAY, "The connection to " + where + " was lost: " + cause.getMessage(), cause);
    }

    InputStream in() throws IOException {
        return socket.getInputStream();
    }

    OutputStream out() throws IOException {
        return socket.getOutputStream();
    }

    /** How long a read that begins from now on may wait; zero is for ever. */
    void readTimeout(Duration timeout) throws IOException {
        tcp.setSoTimeout((int) timeout.toMillis());
    }

    /** Says that no more will be sent; over TLS with a close_notify. */
    void shutdownOutput() throws IOException {
        socket.shutdownOutput();
        if (!tcp.isOutputShutdown()) {
            tcp.shutdownOutput();
        }
    }

    /** Ends both directions at once; what the other side has not read is lost, and it will notice. */
    void reset() {
        try {
            tcp.setSoLinger(true, 0);
        } catch (SocketException e) {
            // Closed already.
        }
        closeQuietly(tcp);
    }

    /** Frees the connection after both directions have ended; what was sent still arrives. */
    void close() {
        closeQuietly(tcp);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }

    /**
     * An end of the stream that comes before TLS's own is an exception here: the JDK takes it for an orderly end unless
     * a system property says otherwise, and so would not tell a cut connection from a finished one.
     */
    private static final class TcpSocket extends Socket {

        private final boolean encrypted;
        private @Nullable InputStream in;

        TcpSocket(boolean encrypted) {
            this.encrypted = encrypted;
        }

        @Override
        public synchronized InputStream getInputStream() throws IOException {
            InputStream existing = in;
            if (existing == null) {
                existing = encrypted
                        ? new BufferedInputStream(new EndlessStream(super.getInputStream()), 64 * 1024)
                        : super.getInputStream();
                in = existing;
            }
            return existing;
        }
    }

    private static final class EndlessStream extends FilterInputStream {

        EndlessStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            return notEnded(super.read());
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return notEnded(super.read(target, offset, length));
        }

        private static int notEnded(int result) throws SocketException {
            if (result < 0) {
                throw new SocketException("cut off without TLS's goodbye");
            }
            return result;
        }
    }
}
