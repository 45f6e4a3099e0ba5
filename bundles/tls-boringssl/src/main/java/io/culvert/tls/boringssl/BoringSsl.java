package io.culvert.tls.boringssl;

import io.culvert.api.tls.ClientCertificates;
import io.culvert.api.tls.TlsContext;
import io.culvert.api.tls.TlsIdentity;
import io.culvert.api.tls.TlsProvider;
import io.netty.internal.tcnative.Library;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** The native library, loaded. */
final class BoringSsl implements TlsProvider {

    /** Names of JSSE joined by colons, best first. */
    private final String cipherSuites;

    private BoringSsl(String cipherSuites) {
        this.cipherSuites = cipherSuites;
    }

    /**
     * Loads the library, unless it is loaded.
     *
     * @throws UnsatisfiedLinkError when the library for this machine cannot be loaded
     * @throws UnsupportedOperationException when there is none for this kind of machine
     */
    static BoringSsl load() {
        String library = "netty_tcnative_linux_" + processor();
        try {
            Library.initialize(library, null);
        } catch (Exception e) { // the library declares no other
            throw new UnsupportedOperationException(library + ": " + e.getMessage(), e);
        }
        return new BoringSsl(cipherSuitesOfJava());
    }

    private static String processor() {
        String system = System.getProperty("os.name");
        String processor = System.getProperty("os.arch");
        if (system.equals("Linux") && processor.equals("amd64")) {
            return "x86_64";
        }
        if (system.equals("Linux") && processor.equals("aarch64")) {
            return "aarch_64";
        }
        throw new UnsupportedOperationException("there is no library for " + system + " on " + processor);
    }

    /** What Java's own engine would use, so that the administrator of this JVM has one policy for both. */
    private static String cipherSuitesOfJava() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, null, null);
            SSLEngine server = context.createSSLEngine();
            server.setUseClientMode(false);
            return String.join(":", server.getEnabledCipherSuites());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    @Override
    public String name() {
        return "BoringSSL";
    }

    @Override
    public TlsContext serverContext(TlsIdentity identity, @Nullable ClientCertificates clients)
            throws GeneralSecurityException {
        return BoringContext.of(identity, clients, cipherSuites);
    }
}
