/**
 * TLS by BoringSSL, through the Java side of Netty's tcnative. {@code Activation} loads the library and offers it as a
 * {@code TlsProvider}; a {@code BoringContext} is a listener's {@code SSL_CTX}, a {@code BoringEngine} a connection's
 * {@code SSL}.
 */
@NullMarked
package io.culvert.tls.boringssl;

import org.jspecify.annotations.NullMarked;
