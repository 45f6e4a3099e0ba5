@NullMarked
package io.culvert.crypto.bouncycastle;

import org.jspecify.annotations.NullMarked;
