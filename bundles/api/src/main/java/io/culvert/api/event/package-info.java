/** What happened that somebody may have to answer for: who was let in, who was not, what operators did. */
@Export
@Version("0.1.0")
@NullMarked
package io.culvert.api.event;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
