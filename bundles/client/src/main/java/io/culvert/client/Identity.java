package io.culvert.client;

import io.culvert.client.CulvertException.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * Who this machine is to its partners: a key, the certificate that a gateway made for it, and the authorities that it
 * believes. A snapshot of the folder in which {@link Enrollment} keeps it. For any thread.
 */
public final class Identity {

    private static final int ATTEMPTS = 5;

    private final DeviceName name;
    private final PrivateKey key;
    private final List<X509Certificate> chain;
    private final List<X509Certificate> roots;
    private final URI gateway;
    private final List<X509Certificate> gatewayRoots;

    private Identity(
            PrivateKey key,
            List<X509Certificate> chain,
            List<X509Certificate> roots,
            URI gateway,
            List<X509Certificate> gatewayRoots)
            throws GeneralSecurityException {
        this.name = DeviceName.of(chain.get(0));
        this.key = key;
        this.chain = chain;
        this.roots = roots;
        this.gateway = gateway;
        this.gatewayRoots = gatewayRoots;
    }

    /**
     * Reads what is in a folder now.
     *
     * @throws CulvertException of kind {@link Kind#IDENTITY} when there is none, or it cannot be used
     */
    public static Identity load(Path folder) throws CulvertException {
        IdentityFolder files = new IdentityFolder(folder);
        try {
            for (int attempt = 1; ; attempt++) {
                Path set = files.current();
                try {
                    return read(set);
                } catch (NoSuchFileException e) {
                    // Another one may have taken its place meanwhile.
                    if (attempt == ATTEMPTS || set.equals(files.current())) {
                        throw e;
                    }
                }
            }
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            if (e instanceof NoSuchFileException && !files.enrolled()) {
                throw new CulvertException(
                        Kind.IDENTITY, "There is no identity in " + folder + "; culvert enroll makes one", e);
            }
            throw unusable(folder, e);
        }
    }

    private static Identity read(Path set) throws IOException, GeneralSecurityException {
        List<X509Certificate> chain = Pem.certificates(set.resolve(IdentityFolder.CERTIFICATE));
        X509Certificate own = chain.get(0);
        PrivateKey key = Pem.privateKey(
                set.resolve(IdentityFolder.KEY), own.getPublicKey().getAlgorithm());
        if (!KeyKind.of(own.getPublicKey()).fits(key, own.getPublicKey())) {
            throw new InvalidKeyException(IdentityFolder.KEY + " is not the key of " + IdentityFolder.CERTIFICATE);
        }
        Path gatewayRoots = set.resolve(IdentityFolder.GATEWAY_ROOTS);
        return new Identity(
                key,
                chain,
                Pem.certificates(set.resolve(IdentityFolder.ROOTS)),
                URI.create(Files.readString(set.resolve(IdentityFolder.GATEWAY), StandardCharsets.UTF_8)
                        .strip()),
                Files.exists(gatewayRoots) ? Pem.certificates(gatewayRoots) : List.of());
    }

    static CulvertException unusable(Path folder, Exception e) {
        String reason = e instanceof AccessDeniedException denied
                ? "no permission for " + denied.getFile()
                : e instanceof NoSuchFileException missing
                        ? "there is no " + missing.getFile()
                        : String.valueOf(e.getMessage());
        return new CulvertException(Kind.IDENTITY, "The identity in " + folder + " cannot be used: " + reason, e);
    }

    /** The device's UUID, in lower case, as in its certificate. */
    public String device() {
        return name.uuid();
    }

    /** To which identity of the gateway's the device belongs; empty when the certificate does not say. */
    public String owner() {
        return name.identity();
    }

    /** Its own certificate. */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** The authorities that it believes. */
    public List<X509Certificate> roots() {
        return roots;
    }

    /** Where it got its certificate. */
    public URI gateway() {
        return gateway;
    }

    /** Its own certificate, then link certificates and intermediates. */
    List<X509Certificate> chain() {
        return chain;
    }

    KeyPair keys() {
        return new KeyPair(certificate().getPublicKey(), key);
    }

    /** Whom it believed to be the gateway when it enrolled; empty for those whom this JVM believes. */
    List<X509Certificate> gatewayRoots() {
        return gatewayRoots;
    }

    boolean validAt(Instant now) {
        return !now.isBefore(certificate().getNotBefore().toInstant())
                && !now.isAfter(certificate().getNotAfter().toInstant());
    }
}
