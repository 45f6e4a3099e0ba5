/** Asks an HTTPS service of the operator whether a token is good. */
@NullMarked
package io.culvert.authenticator.http;

import org.jspecify.annotations.NullMarked;
