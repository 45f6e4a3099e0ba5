/** The certificate authenticator under the TCK. */
@NullMarked
package io.culvert.authenticator.certificate;

import org.jspecify.annotations.NullMarked;
