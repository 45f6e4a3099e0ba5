package io.culvert.authenticator.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.culvert.api.auth.AuthResult.Accepted;
import io.culvert.api.auth.Credentials;
import io.culvert.api.tls.ClientCertificates;
import io.culvert.api.tls.TestAuthority;
import io.culvert.api.tls.TestAuthority.Issued;
import io.culvert.api.transport.ConnectionInfo;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.util.converter.Converters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ten thousand peers in a row, each with its certificate verified, leave nothing behind. */
class ManyAuthenticationsTest {

    private static final Logger LOG = LoggerFactory.getLogger(ManyAuthenticationsTest.class);
    private static final int PEERS = 10_000;
    private static final long MAX_GROWTH = 2 * 1024 * 1024;

    private static final UnixOperatingSystemMXBean SYSTEM =
            (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    @Test
    void leaveNothingBehind(@TempDir Path folder) throws Exception {
        TestAuthority root = TestAuthority.root(folder, "root");
        Issued peer = root.client("/O=Example/CN=peer");
        ClientCertificates clients = new ClientCertificates(List.of(root.own().certificate()), true);
        CertificateAuthenticator authenticator = new CertificateAuthenticator(
                Converters.standardConverter()
                        .convert(Map.of("subjects", List.of("CN=*,O=Example")))
                        .to(CertificateConfig.class),
                Map.of());

        List<X509Certificate> shown = peer.certificates();
        authenticate(authenticator, clients, shown, PEERS / 10);
        long memory = used();
        int threads = Thread.activeCount();
        long files = SYSTEM.getOpenFileDescriptorCount();
        long begun = System.nanoTime();
        authenticate(authenticator, clients, shown, PEERS);
        double seconds = (System.nanoTime() - begun) / 1e9;
        LOG.info("{} certificates verified and authenticated per second, one thread", Math.round(PEERS / seconds));

        assertThat(used() - memory).as("bytes of growth").isLessThan(MAX_GROWTH);
        assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads);
        assertThat(SYSTEM.getOpenFileDescriptorCount()).isLessThanOrEqualTo(files);
    }

    private static void authenticate(
            CertificateAuthenticator authenticator, ClientCertificates clients, List<X509Certificate> shown, int times)
            throws CertificateException {
        for (int i = 0; i < times; i++) {
            ConnectionInfo connection = new ConnectionInfo(
                    "c" + i,
                    ConnectionInfo.Kind.WEBSOCKET,
                    true,
                    "main",
                    new InetSocketAddress(0),
                    Instant.EPOCH,
                    clients.verify(shown));
            assertThat(authenticator
                            .authenticate(new Credentials("token" + i, null, null, null, connection))
                            .toCompletableFuture()
                            .join())
                    .isInstanceOf(Accepted.class);
        }
    }

    private static long used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
