package io.culvert.crypto.bouncycastle;

import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Each test runs while the provider is the JVM's first. */
final class Installed implements BeforeEachCallback, AfterEachCallback {

    private @Nullable ProviderInstaller installer;

    @Override
    public void beforeEach(ExtensionContext context) throws GeneralSecurityException {
        installer = new ProviderInstaller();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (installer != null) {
            installer.remove();
        }
    }
}
