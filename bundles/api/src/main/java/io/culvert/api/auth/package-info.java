/** Who may use the gateway: what an authenticator plugin implements, and what it is given. */
@Export
@Version("0.1.0")
@NullMarked
package io.culvert.api.auth;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
