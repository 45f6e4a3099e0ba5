@NullMarked
package io.culvert.authenticator.tck;

import org.jspecify.annotations.NullMarked;
