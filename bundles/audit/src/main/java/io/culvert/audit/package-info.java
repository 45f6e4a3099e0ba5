/** A hash-chained log of what somebody may have to answer for. */
@NullMarked
package io.culvert.audit;

import org.jspecify.annotations.NullMarked;
