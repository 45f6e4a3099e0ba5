@NullMarked
package io.culvert.itests.peers;

import org.jspecify.annotations.NullMarked;
