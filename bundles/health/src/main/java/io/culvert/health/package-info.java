/** Checks of each part, and whether peers should be sent here. */
@NullMarked
package io.culvert.health;

import org.jspecify.annotations.NullMarked;
