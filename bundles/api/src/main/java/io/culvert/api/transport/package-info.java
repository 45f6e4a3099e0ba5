/** Carries bytes: connections before the tunnel, tunnels afterwards. Knows no message and no token. */
@Export
@Version("0.1.0")
@NullMarked
package io.culvert.api.transport;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
