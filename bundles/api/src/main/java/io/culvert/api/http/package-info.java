/**
 * What else the gateway answers by HTTP on its listeners, besides WebSocket: resources that bundles bring. And what
 * bundles have in common that ask servers by HTTP.
 */
@Export
@Version("0.1.0")
@NullMarked
package io.culvert.api.http;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
