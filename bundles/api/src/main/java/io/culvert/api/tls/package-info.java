/**
 * Exchangeable TLS: a provider makes a context from key and certificate, and the context makes one engine for each
 * connection. The transport has Java's own; a bundle that registers a {@code TlsProvider} replaces it for connections
 * from then on.
 */
@Export
@Version("0.1.0")
@NullMarked
package io.culvert.api.tls;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
