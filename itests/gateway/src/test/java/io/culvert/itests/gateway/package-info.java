/** The gateway as its users run it: a process, a state directory, and peers that mean harm or have bad luck. */
@NullMarked
package io.culvert.itests.gateway;

import org.jspecify.annotations.NullMarked;
