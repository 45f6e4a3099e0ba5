package io.culvert.itests.peers;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A TCP connection, perhaps with TLS on it. One thread may read while another writes. */
public final class Wire implements Closeable {

    /** A gateway that says nothing for this long, when something is due, has failed the test. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int READ_BUFFER = 64 * 1024;

    private final Socket tcp;
    private final @Nullable SSLSocket tls;
    private final InputStream in;
    private final OutputStream out;

    private Wire(Socket tcp, @Nullable SSLSocket tls) throws IOException {
        this.tcp = tcp;
        this.tls = tls;
        Socket top = tls == null ? tcp : tls;
        this.in = new BufferedInputStream(top.getInputStream(), READ_BUFFER);
        this.out = top.getOutputStream();
    }

    /** Connects, and makes the TLS handshake if there is one to make. */
    public static Wire open(Endpoint endpoint) throws IOException {
        return open(endpoint, 0);
    }

    /**
     * Connects with small socket buffers.
     *
     * @param socketBuffer size of both kernel buffers in bytes; 0 for the system's own choice
     */
    public static Wire open(Endpoint endpoint, int socketBuffer) throws IOException {
        Socket tcp = new Socket();
        try {
            if (socketBuffer > 0) {
                tcp.setReceiveBufferSize(socketBuffer);
                tcp.setSendBufferSize(socketBuffer);
            }
            tcp.setTcpNoDelay(true);
            tcp.setSoTimeout((int) PATIENCE.toMillis());
            tcp.connect(new InetSocketAddress(endpoint.host(), endpoint.port()), (int) PATIENCE.toMillis());
            return new Wire(tcp, endpoint.tls() == null ? null : handshake(tcp, endpoint));
        } catch (IOException e) {
            tcp.close();
            throw e;
        }
    }

    private static SSLSocket handshake(Socket tcp, Endpoint endpoint) throws IOException {
        var context = endpoint.tls();
        if (context == null) {
            throw new IllegalArgumentException("no TLS at " + endpoint);
        }
        SSLSocket tls =
                (SSLSocket) context.getSocketFactory().createSocket(tcp, endpoint.host(), endpoint.port(), true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        return tls;
    }

    public InputStream in() {
        return in;
    }

    public OutputStream out() {
        return out;
    }

    /** This end's port, by which the kernel's tables know the connection. */
    public int localPort() {
        return tcp.getLocalPort();
    }

    /** The TLS layer; {@code null} on a plain connection. */
    public @Nullable SSLSocket tls() {
        return tls;
    }

    /** How long a read may take before it fails. */
    public void patience(Duration patience) throws IOException {
        tcp.setSoTimeout((int) patience.toMillis());
    }

    /** Ends our direction only. */
    public void finishOutput() throws IOException {
        (tls == null ? tcp : tls).shutdownOutput();
    }

    /** Resets the connection, as the kernel does for a crashed process with unread data. */
    public void reset() throws IOException {
        tcp.setSoLinger(true, 0);
        tcp.close();
    }

    /** Closes the connection without a word of TLS or WebSocket. */
    public void drop() throws IOException {
        tcp.close();
    }

    @Override
    public void close() throws IOException {
        (tls == null ? tcp : tls).close();
    }
}
