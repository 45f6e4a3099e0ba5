/** Gives the JVM faster elliptic curves, most of the CPU of a TLS handshake. */
@NullMarked
package io.culvert.crypto.bouncycastle;

import org.jspecify.annotations.NullMarked;
