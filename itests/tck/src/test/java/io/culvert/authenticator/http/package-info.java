/** The HTTP authenticator under the TCK. */
@NullMarked
package io.culvert.authenticator.http;

import org.jspecify.annotations.NullMarked;
