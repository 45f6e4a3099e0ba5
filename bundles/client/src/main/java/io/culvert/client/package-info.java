/**
 * A peer of the gateway: opens a connection, authenticates, waits for the partner and hands out the tunnel as two
 * streams. Needs a JVM and Jackson's streaming parser, no OSGi.
 */
@Export
@Version("0.1.0")
@NullMarked
package io.culvert.client;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
