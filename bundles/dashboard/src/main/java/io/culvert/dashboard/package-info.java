/** The page of the console that shows the gateway. */
@NullMarked
package io.culvert.dashboard;

import org.jspecify.annotations.NullMarked;
