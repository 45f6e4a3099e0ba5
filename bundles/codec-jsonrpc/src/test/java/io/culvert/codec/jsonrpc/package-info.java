@NullMarked
package io.culvert.codec.jsonrpc;

import org.jspecify.annotations.NullMarked;
