/** What parts of the gateway have in common when they write to the log. */
@Export
@Version("0.1.0")
@NullMarked
package io.culvert.api.log;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
