/** Who may import whom, read from the built manifests. */
@NullMarked
package io.culvert.itests.architecture;

import org.jspecify.annotations.NullMarked;
