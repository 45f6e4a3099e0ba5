package io.culvert.crypto.bouncycastle;

import java.security.GeneralSecurityException;
import java.security.Security;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts {@link CurveProvider} in front of the JVM's other providers for as long as it is active. Handshakes that have begun
 * with it go on with it.
 */
@Component(
        service = {},
        immediate = true) // nobody asks for it: the JVM finds the provider by itself
public final class ProviderInstaller {

    private static final Logger LOG = LoggerFactory.getLogger(ProviderInstaller.class);

    /**
     * @throws GeneralSecurityException if the provider does not work in this JVM
     * @throws IllegalStateException if a provider of that name is there already
     */
    @Activate
    public ProviderInstaller() throws GeneralSecurityException {
        CurveProvider provider = new CurveProvider();
        SelfTest.run(provider);
        if (Security.insertProviderAt(provider, 1) == -1) {
            throw new IllegalStateException("The JVM has a security provider " + CurveProvider.NAME + " already");
        }
        LOG.debug("{} computes X25519 and signs with P-256", CurveProvider.NAME);
    }

    @Deactivate
    void remove() {
        Security.removeProvider(CurveProvider.NAME);
    }
}
