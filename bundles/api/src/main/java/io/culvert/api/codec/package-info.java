/** Reads and writes the messages that a peer and the gateway exchange before the tunnel. */
@Export
@Version("0.1.0")
@NullMarked
package io.culvert.api.codec;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
