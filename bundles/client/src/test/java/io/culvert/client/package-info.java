/** Tests of the peer's side, against a small gateway of their own. */
@NullMarked
package io.culvert.client;

import org.jspecify.annotations.NullMarked;
