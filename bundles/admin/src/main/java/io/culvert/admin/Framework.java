package io.culvert.admin;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/**
 * The OSGi framework around this bundle.
 *
 * @param context of this bundle
 * @param folders the gateway's
 */
record Framework(BundleContext context, Folders folders) {

    /** Of this bundle, and so of the gateway it came with. */
    String version() {
        return context.getBundle().getVersion().toString();
    }

    List<Bundle> bundles() {
        return Arrays.asList(context.getBundles());
    }

    @Nullable Bundle bundle(long id) {
        return context.getBundle(id);
    }
}
