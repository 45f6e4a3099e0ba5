@NullMarked
package io.culvert.ca;

import org.jspecify.annotations.NullMarked;
