@NullMarked
package io.culvert.itests.ca;

import org.jspecify.annotations.NullMarked;
