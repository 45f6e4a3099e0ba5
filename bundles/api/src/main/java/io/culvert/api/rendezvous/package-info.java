/** Where peers with the same key meet: within one gateway, or across a cluster. */
@Export
@Version("0.1.0")
@NullMarked
package io.culvert.api.rendezvous;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
