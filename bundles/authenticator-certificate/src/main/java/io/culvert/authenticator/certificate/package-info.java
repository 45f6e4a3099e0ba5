/** Lets in peers whose verified client certificate a configuration allows. */
@NullMarked
package io.culvert.authenticator.certificate;

import org.jspecify.annotations.NullMarked;
