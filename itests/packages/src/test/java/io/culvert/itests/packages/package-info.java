/** What others install, installed and used as they would. */
@NullMarked
package io.culvert.itests.packages;

import org.jspecify.annotations.NullMarked;
