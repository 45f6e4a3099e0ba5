/**
 * What parts of the gateway and plugins have in common when they read their configuration: messages that name file, key
 * and value, secrets that can be references, PEM files, and TLS as a client.
 */
@Export
@Version("0.1.0")
@NullMarked
package io.culvert.api.config;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
