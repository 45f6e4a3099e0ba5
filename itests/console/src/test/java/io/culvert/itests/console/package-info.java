/** The web console and what is behind it, in a browser. */
@NullMarked
package io.culvert.itests.console;

import org.jspecify.annotations.NullMarked;
