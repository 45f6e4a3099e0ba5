/**
 * Listeners, TLS, WebSocket (RFC 6455) and the relay between two joined peers, on Undertow and XNIO.
 *
 * <p>Who does what: a {@code Listener} binds a port; a {@code Wire} is one socket, with or without TLS; Undertow speaks
 * HTTP over it until the upgrade ({@code HttpFront}, and {@code ResourceCall} for what other bundles answer); from then on a {@code Peer} owns the wire: first for the messages
 * before the tunnel, then as one end of a {@code Tunnel}.
 *
 * <p>Threads: everything a peer sends is read, decrypted, unmasked, encrypted for its partner and written by the I/O
 * thread of that peer, in one go. The way out to a peer is guarded by that peer's monitor; nobody ever holds the
 * monitors of two peers, but {@code Tunnel} while it joins them.
 */
@NullMarked
package io.culvert.transport.undertow;

import org.jspecify.annotations.NullMarked;
