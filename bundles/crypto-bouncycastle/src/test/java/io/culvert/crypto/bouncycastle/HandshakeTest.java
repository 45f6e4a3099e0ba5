package io.culvert.crypto.bouncycastle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JDK's TLS with the provider, on real sockets. */
@Timeout(120)
class HandshakeTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private static Path folder = Path.of("");

    private static List<String> before = List.of();

    @BeforeAll
    static void remember() {
        before = names();
    }

    @AfterEach
    void theJvmIsAsBefore() {
        assertThat(names()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void usesUs(String version) throws Exception {
        CountingProvider provider = new CountingProvider();
        Security.insertProviderAt(provider, 1);
        try (Server server = new Server(credentials("EC", "secp256r1"))) {
            server.handshake(version); // JCA and JSSE look at what there is
            List.of("Signature", "KeyPairGenerator", "KeyAgreement").forEach(provider::count);
            server.handshake(version);
        } finally {
            Security.removeProvider(provider.getName());
        }
        assertThat(provider.count("Signature")).isEqualTo(1);
        // Client and server.
        assertThat(provider.count("KeyPairGenerator")).isEqualTo(2);
        assertThat(provider.count("KeyAgreement")).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"EC, secp384r1", "EC, secp521r1", "RSA, 2048"})
    void certificatesOfOtherKindsGoOn(String algorithm, String kind) throws Exception {
        Credentials credentials = credentials(algorithm, kind);
        ProviderInstaller installer = new ProviderInstaller();
        try (Server server = new Server(credentials)) {
            server.handshake("TLSv1.3");
            server.handshake("TLSv1.2");
        } finally {
            installer.remove();
        }
    }

    @Test
    void manyThreadsAtOnceWhileItComesAndGoes() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (Server server = new Server(credentials("EC", "secp256r1"))) {
            Callable<Integer> client = () -> {
                for (int i = 0; i < 25; i++) {
                    server.handshake(i % 2 == 0 ? "TLSv1.3" : "TLSv1.2");
                }
                return 25;
            };
            List<Future<Integer>> running = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                running.add(threads.submit(client));
            }
            while (!running.stream().allMatch(Future::isDone)) {
                ProviderInstaller installer = new ProviderInstaller();
                server.handshake("TLSv1.3");
                installer.remove();
                server.handshake("TLSv1.3");
            }
            for (Future<Integer> each : running) {
                assertThat(each.get()).isEqualTo(25);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void isThereOnceAndFirst() throws GeneralSecurityException {
        ProviderInstaller installer = new ProviderInstaller();
        assertThat(names()).startsWith(CurveProvider.NAME).hasSize(before.size() + 1);
        assertThatThrownBy(ProviderInstaller::new).isInstanceOf(IllegalStateException.class);
        assertThat(names()).startsWith(CurveProvider.NAME).hasSize(before.size() + 1);
        installer.remove();
    }

    /** The classes of a bundle that is gone must not stay, however much they were used. */
    @Test
    void nothingHoldsItsClassesOnceItIsGone() throws Exception {
        WeakReference<ClassLoader> classes = useAndLeave();
        await(() -> {
            System.gc();
            return classes.get() == null;
        });
        assertThat(classes.get()).isNull();
    }

    private static WeakReference<ClassLoader> useAndLeave() throws Exception {
        URL own = ProviderInstaller.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader loader = new OwnFirst(own);
                Server server = new Server(credentials("EC", "secp256r1"))) {
            Object installer = loader.loadClass(ProviderInstaller.class.getName())
                    .getConstructor()
                    .newInstance();
            assertThat(Security.getProviders()[0].getClass().getClassLoader()).isSameAs(loader);
            server.handshake("TLSv1.3");
            var remove = installer.getClass().getDeclaredMethod("remove");
            remove.setAccessible(true);
            remove.invoke(installer);
            server.handshake("TLSv1.3");
            return new WeakReference<>(loader);
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static List<String> names() {
        return Arrays.stream(Security.getProviders()).map(Provider::getName).toList();
    }

    /** A server's key and a client's trust in it. */
    private record Credentials(KeyManagerFactory keys, TrustManagerFactory trust) {

        /** One that remembers no sessions yet. */
        SSLContext context() throws GeneralSecurityException {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        }
    }

    /** Made by the JDK's keytool. */
    private static Credentials credentials(String algorithm, String kind) throws Exception {
        Path file = folder.resolve(algorithm + kind + ".p12");
        if (!Files.exists(file)) {
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home", ""), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-keyalg",
                            algorithm,
                            algorithm.equals("EC") ? "-groupname" : "-keysize",
                            kind,
                            "-dname",
                            "CN=localhost",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            file.toString(),
                            "-storepass",
                            new String(PASSWORD))
                    .inheritIO()
                    .start();
            assertThat(keytool.waitFor()).isZero();
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", store.getCertificate("mykey"));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        return new Credentials(keys, trust);
    }

    /** Answers each connection with the byte it sends. */
    private static final class Server implements AutoCloseable {

        private final Credentials credentials;
        private final SSLServerSocket socket;
        private final ExecutorService threads = Executors.newCachedThreadPool();

        Server(Credentials credentials) throws GeneralSecurityException, IOException {
            this.credentials = credentials;
            socket = (SSLServerSocket) credentials
                    .context()
                    .getServerSocketFactory()
                    .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
            threads.execute(this::accept);
        }

        private void accept() {
            try {
                while (true) {
                    SSLSocket peer = (SSLSocket) socket.accept();
                    threads.execute(() -> answer(peer));
                }
            } catch (IOException e) {
                // closed
            }
        }

        private static void answer(SSLSocket peer) {
            try (peer) {
                peer.getOutputStream().write(peer.getInputStream().read());
            } catch (IOException e) {
                // the client reports it
            }
        }

        /** A full handshake and a byte there and back. */
        void handshake(String version) throws GeneralSecurityException, IOException {
            try (SSLSocket client = (SSLSocket) credentials
                    .context()
                    .getSocketFactory()
                    .createSocket(InetAddress.getLoopbackAddress(), socket.getLocalPort())) {
                client.setEnabledProtocols(new String[] {version});
                client.startHandshake();
                assertThat(client.getSession().getProtocol()).isEqualTo(version);
                OutputStream out = client.getOutputStream();
                out.write(42);
                assertThat(client.getInputStream().read()).isEqualTo(42);
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
            threads.shutdownNow();
        }
    }

    /** Loads the bundle's classes itself, as a bundle does. */
    private static final class OwnFirst extends URLClassLoader {

        OwnFirst(URL own) {
            super(new URL[] {own}, ProviderInstaller.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("io.culvert.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }
}
