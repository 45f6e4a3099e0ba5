/** Authenticates peers and introduces them to each other; their tunnels belong to the transport. */
@NullMarked
package io.culvert.broker;

import org.jspecify.annotations.NullMarked;
