package io.culvert.codec.jsonrpc;

import io.culvert.api.codec.Message;
import java.util.List;
import java.util.Optional;

/**
 * Something a peer may call.
 *
 * @param name its full name
 * @param description for people
 * @param forms the ways to call it; all but the last are meant when a call has exactly their keys
 */
record Method(String name, String description, List<Form> forms) {

    /**
     * One way to call a method.
     *
     * @param params what it takes
     * @param returns what it gives
     * @param action what it does
     */
    record Form(Signature params, Signature returns, Action action) {}

    /** What a method does. */
    @FunctionalInterface
    interface Action {

        /**
         * Does it.
         *
         * @param id of the request
         * @param params checked
         * @param session of the peer that called
         * @throws RefusedException when a value is of the right type, and yet not what it must be
         */
        Message perform(long id, Json.Obj params, JsonRpcSession session) throws RefusedException;
    }

    Message call(Request request, JsonRpcSession session) throws RefusedException {
        if (!(request.params() instanceof Json.Obj params)) {
            throw RefusedException.invalidParams(request.id(), "Not an object");
        }
        Form form = formFor(params);
        Optional<String> complaint = form.params().complaint(params);
        if (complaint.isPresent()) {
            throw RefusedException.invalidParams(request.id(), complaint.get());
        }
        return form.action().perform(request.id(), params, session);
    }

    private Form formFor(Json.Obj params) {
        return forms.stream()
                .filter(form -> form.params().hasKeysOf(params))
                .findFirst()
                .orElse(mainForm());
    }

    private Form mainForm() {
        return forms.get(forms.size() - 1);
    }

    /** As Introspect shows it; its format has room for one form, so the others go into the text. */
    Json.Obj describe() {
        StringBuilder text = new StringBuilder(description);
        for (Form form : forms.subList(0, forms.size() - 1)) {
            text.append(" Also: params ")
                    .append(form.params().describe())
                    .append(", returns ")
                    .append(form.returns().describe())
                    .append('.');
        }
        return Json.Obj.empty()
                .with("description", text.toString())
                .with("params", mainForm().params().describe())
                .with("returns", mainForm().returns().describe());
    }
}
