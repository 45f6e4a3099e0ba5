/** The JSON messages before the tunnel; {@code docs/protocol.md} describes them from the peer's side. */
@NullMarked
package io.culvert.codec.jsonrpc;

import org.jspecify.annotations.NullMarked;
