/** Commands for the Karaf shell: what the gateway is doing, and closing what it should not do. */
@NullMarked
package io.culvert.shell;

import org.jspecify.annotations.NullMarked;
