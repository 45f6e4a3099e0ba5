/** The certificate authority: generations, register, issuing, revocation. */
@NullMarked
package io.culvert.ca;

import org.jspecify.annotations.NullMarked;
