package io.culvert.codec.jsonrpc;

import static io.culvert.codec.jsonrpc.Signature.required;

/**
 * Something that a peer hears without having asked.
 *
 * @param name its full name
 * @param description for people
 * @param params what it carries
 */
record Notification(String name, String description, Signature params) {

    static final Notification TUNNEL_ESTABLISHED = new Notification(
            "Tunnel.Established",
            "The tunnel stands; what follows comes from the other peer. For peers that passed a token only.",
            Signature.of());

    static final Notification REMOTE_PROXY_TUNNEL_ESTABLISHED = new Notification(
            "RemoteProxy.TunnelEstablished",
            "The tunnel stands; what follows comes from the other peer, which has this name and uuid.",
            Signature.of(required("name", Type.Basic.STRING), required("uuid", Type.Basic.STRING)));

    /** As Introspect shows it. */
    Json.Obj describe() {
        return Json.Obj.empty().with("description", description).with("params", params.describe());
    }
}
