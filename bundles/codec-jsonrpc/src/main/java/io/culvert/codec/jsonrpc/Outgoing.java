package io.culvert.codec.jsonrpc;

/** The documents that the gateway sends: one line each, with the keys in the order that released servers use. */
final class Outgoing {

    private Outgoing() {}

    static String success(long id) {
        return line(id(id).with("status", "success"));
    }

    static String success(long id, Json.Obj params) {
        return line(id(id).with("params", params).with("status", "success"));
    }

    static String error(long id, String text) {
        return line(id(id).with("status", "error").with("error", text));
    }

    static String notification(Json id, String name) {
        return line(Json.Obj.empty().with("id", id).with("notification", name));
    }

    static String notification(Json id, String name, Json.Obj params) {
        return line(Json.Obj.empty().with("id", id).with("notification", name).with("params", params));
    }

    private static Json.Obj id(long id) {
        return Json.Obj.empty().with("id", Json.Literal.of(id));
    }

    private static String line(Json.Obj document) {
        return document + "\n";
    }
}
