/** Lets in peers that present a token from a configuration file. */
@NullMarked
package io.culvert.authenticator.statictoken;

import org.jspecify.annotations.NullMarked;
