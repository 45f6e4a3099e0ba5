/** The JWT authenticator under the TCK. */
@NullMarked
package io.culvert.authenticator.jwt;

import org.jspecify.annotations.NullMarked;
