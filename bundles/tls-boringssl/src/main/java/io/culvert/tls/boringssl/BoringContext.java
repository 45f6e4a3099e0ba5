package io.culvert.tls.boringssl;

import io.culvert.api.tls.ClientCertificates;
import io.culvert.api.tls.TlsContext;
import io.culvert.api.tls.TlsEngine;
import io.culvert.api.tls.TlsIdentity;
import io.netty.internal.tcnative.Buffer;
import io.netty.internal.tcnative.SSL;
import io.netty.internal.tcnative.SSLContext;
import io.netty.internal.tcnative.SSLCredential;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * An {@code SSL_CTX}. The library's engines point to it, so it is freed when it is closed and the last of them is
 * released.
 */
final class BoringContext implements TlsContext {

    private final long pointer;
    private final @Nullable BoringClientTrust trust;

    // Guarded by the monitor.
    private int engines;
    private boolean closed;

    private BoringContext(long pointer, @Nullable BoringClientTrust trust) {
        this.pointer = pointer;
        this.trust = trust;
    }

    /**
     * Makes a context.
     *
     * @param clients what is asked of certificates of peers; {@code null} for not to ask
     * @param cipherSuites joined by colons, best first; those that BoringSSL does not know are left out
     */
    static BoringContext of(TlsIdentity identity, @Nullable ClientCertificates clients, String cipherSuites)
            throws GeneralSecurityException {
        byte[] key = identity.key().getEncoded();
        if (key == null) {
            throw new KeyException("the private key cannot be read out of where it is kept");
        }
        BoringClientTrust trust = clients == null ? null : new BoringClientTrust(clients);
        boolean good = false;
        long pointer = 0;
        try {
            pointer = SSLContext.make(SSL.SSL_PROTOCOL_TLSV1_2 | SSL.SSL_PROTOCOL_TLSV1_3, SSL.SSL_MODE_SERVER);
            // Tickets serve to resume; a cache would keep the sessions of peers that never come again.
            SSLContext.setSessionCacheMode(pointer, SSL.SSL_SESS_CACHE_OFF);
            SSLContext.setOptions(pointer, SSL.SSL_OP_CIPHER_SERVER_PREFERENCE);
            SSLContext.setCipherSuite(pointer, cipherSuites, false);
            SSLContext.setCurvesList(pointer, "X25519", "P-256", "P-384", "P-521");
            setIdentity(pointer, pem(identity.chain()), pem("PRIVATE KEY", key));
            if (clients != null && trust != null) {
                askForCertificates(pointer, clients, trust);
            }
            good = true;
            return new BoringContext(pointer, trust);
        } catch (GeneralSecurityException e) {
            throw e;
        } catch (Exception e) { // the library declares no other
            throw new GeneralSecurityException(e.getMessage(), e);
        } finally {
            if (!good && pointer != 0) {
                SSLContext.free(pointer);
            }
        }
    }

    private static void setIdentity(long pointer, String chainPem, String keyPem) throws Exception {
        long chainBio = 0;
        long keyBio = 0;
        long chain = 0;
        long key = 0;
        long credential = 0;
        try {
            chainBio = bio(chainPem);
            keyBio = bio(keyPem);
            chain = SSL.parseX509Chain(chainBio);
            key = SSL.parsePrivateKey(keyBio, "");
            credential = SSLCredential.newX509();
            SSLCredential.setCertChain(credential, chain);
            SSLCredential.setPrivateKey(credential, key);
            SSLContext.addCredential(pointer, credential);
        } finally { // what the context has taken counts its owners
            SSL.freeBIO(chainBio);
            SSL.freeBIO(keyBio);
            if (chain != 0) {
                SSL.freeX509Chain(chain);
            }
            if (key != 0) {
                SSL.freePrivateKey(key);
            }
            SSLCredential.free(credential);
        }
    }

    private static void askForCertificates(long pointer, ClientCertificates clients, BoringClientTrust trust)
            throws Exception {
        long authorities = bio(pem(clients.authorities()));
        try {
            SSLContext.setCACertificateBio(pointer, authorities); // told to peers, no more
        } finally {
            SSL.freeBIO(authorities);
        }
        SSLContext.setVerify(
                pointer,
                clients.required() ? SSL.SSL_CVERIFY_REQUIRED : SSL.SSL_CVERIFY_OPTIONAL,
                ClientCertificates.MAX_CHAIN);
        SSLContext.setCertVerifyCallback(pointer, trust);
        // Sessions with certificates are resumed only where there is one, so that none is taken to another place.
        SSLContext.setSessionIdContext(pointer, "culvert".getBytes(StandardCharsets.US_ASCII));
    }

    private static String pem(List<X509Certificate> certificates) throws CertificateEncodingException {
        StringBuilder all = new StringBuilder();
        for (X509Certificate certificate : certificates) {
            all.append(pem("CERTIFICATE", certificate.getEncoded()));
        }
        return all.toString();
    }

    private static String pem(String type, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
    }

    private static long bio(String content) throws Exception {
        byte[] bytes = content.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer memory = ByteBuffer.allocateDirect(bytes.length).put(bytes);
        long bio = SSL.newMemBIO();
        int written = SSL.bioWrite(bio, Buffer.address(memory), bytes.length);
        memory.clear().put(new byte[bytes.length]); // a private key does not stay where nobody looks
        if (written != bytes.length) {
            SSL.freeBIO(bio);
            throw new KeyException("BoringSSL has no memory for the certificate");
        }
        return bio;
    }

    @Override
    public boolean directBuffers() {
        return true;
    }

    @Override
    public synchronized TlsEngine newEngine() throws SSLException {
        if (closed) {
            throw new SSLException("the context is closed");
        }
        BoringEngine engine = new BoringEngine(this, SSL.newSSL(pointer, true), trust);
        engines++;
        return engine;
    }

    /** One engine less. */
    synchronized void released() {
        engines--;
        freeIfDone();
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            freeIfDone();
        }
    }

    private void freeIfDone() {
        if (closed && engines == 0) {
            SSLContext.free(pointer);
        }
    }

    /** How many engines are in use. */
    synchronized int engines() {
        return engines;
    }
}
