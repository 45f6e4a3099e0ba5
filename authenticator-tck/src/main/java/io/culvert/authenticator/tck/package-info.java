/** The tests that every authenticator must pass: extend {@link io.culvert.authenticator.tck.AuthenticatorTck}. */
@NullMarked
package io.culvert.authenticator.tck;

import org.jspecify.annotations.NullMarked;
