/**
 * The gateway as certificate authority of its devices: it signs what an authenticated identity, or the owner of an
 * earlier certificate, asks for, and an operator watches, renews and revokes.
 */
@Export
@Version("0.1.0")
@NullMarked
package io.culvert.api.ca;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
