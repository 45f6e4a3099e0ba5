/**
 * Peers for tests: they speak the protocol byte by byte, send nonsense when told to, and complain about everything that
 * a gateway must not do. They depend on the JDK only and throw {@link ProtocolViolation}, so that any test framework can
 * use them, in the container and outside.
 */
@Export
@Version("0.1.0")
@NullMarked
package io.culvert.itests.peers;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
