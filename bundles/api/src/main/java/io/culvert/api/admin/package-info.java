/** Who administers the gateway from outside: roles, and tokens for programs. */
@Export
@Version("0.1.0")
@NullMarked
package io.culvert.api.admin;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
