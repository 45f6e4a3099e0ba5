/** The {@code culvert} command: one end of a tunnel to standard streams or a TCP connection. */
@NullMarked
package io.culvert.client.cli;

import org.jspecify.annotations.NullMarked;
