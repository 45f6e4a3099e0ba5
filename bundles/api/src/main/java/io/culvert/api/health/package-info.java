/** Whether the gateway and its parts do what they should. */
@Export
@Version("0.1.0")
@NullMarked
package io.culvert.api.health;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
