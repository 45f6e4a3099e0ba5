/** Introduces peers to each other: its operations, and snapshots of what it is doing. */
@Export
@Version("0.1.0")
@NullMarked
package io.culvert.api.broker;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
