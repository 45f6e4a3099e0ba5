package io.culvert.client.cli;

import io.culvert.client.CulvertException;
import io.culvert.client.Identity;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** The TLS to the gateway of a peer with an identity, made anew when that was renewed. */
final class IdentityTls implements Supplier<SSLContext> {

    private final Path folder;
    private final Maker maker;
    private Made made;

    /** Makes what an identity needs to speak to the gateway. */
    interface Maker {
        SSLContext of(Identity identity) throws IOException, GeneralSecurityException;
    }

    private record Made(X509Certificate certificate, List<X509Certificate> roots, SSLContext context) {}

    private IdentityTls(Path folder, Maker maker) throws CulvertException {
        this.folder = folder;
        this.maker = maker;
        this.made = make(Identity.load(folder));
    }

    /** @throws CulvertException when the identity cannot be used from the beginning on */
    static IdentityTls of(Path folder, Maker maker) throws CulvertException {
        Secret.warnWhenOthersCanRead("the private key", folder.resolve("key.pem"));
        return new IdentityTls(folder, maker);
    }

    private Made make(Identity identity) throws CulvertException {
        try {
            return new Made(identity.certificate(), identity.roots(), maker.of(identity));
        } catch (CulvertException e) {
            throw e;
        } catch (IOException | GeneralSecurityException e) {
            throw new UsageException(
                    "The certificates to speak with the gateway cannot be used (" + Reason.of(e) + ")");
        }
    }

    @Override
    public synchronized SSLContext get() {
        try {
            Identity now = Identity.load(folder);
            if (!now.certificate().equals(made.certificate()) || !now.roots().equals(made.roots())) {
                made = make(now);
            }
        } catch (CulvertException | UsageException e) {
            Console.warn(Reason.of(e) + "; going on with what was there before");
        }
        return made.context();
    }
}
