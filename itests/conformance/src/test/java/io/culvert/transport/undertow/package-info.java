/** The transport without a container, started from its own package because nothing of it is for others. */
@NullMarked
package io.culvert.transport.undertow;

import org.jspecify.annotations.NullMarked;
