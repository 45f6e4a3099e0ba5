/** Bundles that others add to the gateway, and why one of them does not work. */
@Export
@Version("0.1.0")
@NullMarked
package io.culvert.api.plugin;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
