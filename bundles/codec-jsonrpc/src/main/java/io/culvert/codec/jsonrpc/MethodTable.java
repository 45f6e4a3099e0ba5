package io.culvert.codec.jsonrpc;

import static io.culvert.codec.jsonrpc.Signature.optional;
import static io.culvert.codec.jsonrpc.Signature.required;

import io.culvert.api.codec.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Everything that peers may call: what is not here cannot be called, what is here is checked as it says here, and shown
 * by Introspect. A new method is one more entry.
 */
final class MethodTable {

    private static final String API_VERSION = "0.3";
    private static final String PRODUCT = "culvert";

    private final List<Method> methods;

    /**
     * Makes the table.
     *
     * @param serverName how this gateway calls itself
     * @param version of the product
     */
    MethodTable(String serverName, String version) {
        Json.Obj hello = Json.Obj.empty()
                .with("apiVersion", API_VERSION)
                .with("name", serverName)
                .with("server", PRODUCT)
                .with("version", version);
        List<Method> table = new ArrayList<>();
        table.add(new Method(
                "Authentication.Authenticate",
                "Asks to be let in with a token. Peers with equal token and equal nonce are joined.",
                List.of(
                        new Method.Form(
                                Signature.of(required("token", Type.Basic.STRING)),
                                Signature.of(),
                                (id, params, session) -> session.ask(id, params, Dialect.SEED)),
                        new Method.Form(
                                Signature.of(
                                        required("uuid", Type.Basic.STRING),
                                        required("name", Type.Basic.STRING),
                                        required("token", Type.Basic.STRING),
                                        optional("nonce", Type.Basic.STRING)),
                                Signature.of(required("authenticationError", AuthenticationError.TYPE)),
                                (id, params, session) -> session.ask(id, params, Dialect.CLASSIC)))));
        table.addAll(CertificateMethods.ALL);
        table.add(new Method(
                "RemoteProxy.Hello",
                "Tells what this server is.",
                List.of(new Method.Form(
                        Signature.of(),
                        Signature.of(
                                required("apiVersion", Type.Basic.STRING),
                                required("name", Type.Basic.STRING),
                                required("server", Type.Basic.STRING),
                                required("version", Type.Basic.STRING)),
                        (id, params, session) -> new Message.Answered(Outgoing.success(id, hello))))));
        table.add(new Method(
                "RemoteProxy.Introspect",
                "Tells what can be called, what is notified, and the types of both.",
                List.of(new Method.Form(
                        Signature.of(),
                        Signature.of(
                                required("methods", Type.Basic.OBJECT),
                                required("notifications", Type.Basic.OBJECT),
                                required("types", Type.Basic.OBJECT)),
                        (id, params, session) -> new Message.Answered(Outgoing.success(id, introspect()))))));
        methods = List.copyOf(table);
    }

    /** The method that a request is for. */
    Method find(Request request) throws RefusedException {
        String prefix = request.namespace() + ".";
        List<Method> namespace =
                methods.stream().filter(m -> m.name().startsWith(prefix)).toList();
        if (namespace.isEmpty()) {
            throw RefusedException.noSuchNamespace(request.id());
        }
        return namespace.stream()
                .filter(m -> m.name().equals(prefix + request.method()))
                .findFirst()
                .orElseThrow(() -> RefusedException.noSuchMethod(request.id()));
    }

    private Json.Obj introspect() {
        Json.Obj described = Json.Obj.empty();
        for (Method method : methods) {
            described = described.with(method.name(), method.describe());
        }
        Json.Obj notifications = Json.Obj.empty();
        for (Dialect dialect : Dialect.values()) {
            Notification notification = dialect.notification();
            notifications = notifications.with(notification.name(), notification.describe());
        }
        List<String> basicTypes =
                Arrays.stream(Type.Basic.values()).map(Type::label).toList();
        Json.Obj types = Json.Obj.empty()
                .with(AuthenticationError.TYPE.name(), Json.Arr.of(AuthenticationError.TYPE.values()))
                .with("BasicType", Json.Arr.of(basicTypes));
        return Json.Obj.empty()
                .with("methods", described)
                .with("notifications", notifications)
                .with("types", types);
    }
}
