package io.culvert.codec.jsonrpc;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a peer asks. Keys beside these are ignored.
 *
 * @param id chosen by the peer, repeated in the answer
 * @param namespace the method's name up to the dot
 * @param method the method's name behind the dot
 * @param params as received; empty when absent or {@code null}
 */
record Request(long id, String namespace, String method, Json params) {

    /** 18 digits always fit into a {@code long}. */
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,18}");

    private static final Pattern METHOD = Pattern.compile("([^.]*)\\.([^.]*)", Pattern.DOTALL);

    /** Whole numbers beyond 2^53 are not exact in the clients' own numbers. */
    private static final double MAX_EXACT = 0x1p53;

    static Request of(Json document) throws RefusedException {
        Long id = document instanceof Json.Obj object ? integer(object.get("id")) : null;
        if (id == null || !(document instanceof Json.Obj request)) {
            throw RefusedException.missingId();
        }
        String name = name(request.get("method"));
        Matcher matcher = METHOD.matcher(name);
        if (!matcher.matches()) {
            throw RefusedException.invalidMethod(id, name);
        }
        Json params = request.get("params");
        if (params == null || params.equals(Json.Literal.NULL)) {
            params = Json.Obj.empty();
        }
        return new Request(id, matcher.group(1), matcher.group(2), params);
    }

    /** The integer that a number (also {@code 12.0}) or a string stands for; {@code null} when it does not. */
    private static @Nullable Long integer(@Nullable Json json) {
        if (json instanceof Json.Str string) {
            return INTEGER.matcher(string.text()).matches() ? Long.valueOf(string.text()) : null;
        }
        if (!(json instanceof Json.Literal literal) || !isNumber(literal)) {
            return null;
        }
        if (INTEGER.matcher(literal.text()).matches()) {
            return Long.valueOf(literal.text());
        }
        double number = Double.parseDouble(literal.text());
        return number == Math.rint(number) && Math.abs(number) <= MAX_EXACT ? (Long) (long) number : null;
    }

    private static boolean isNumber(Json.Literal literal) {
        char first = literal.text().charAt(0);
        return first == '-' || Character.isDigit(first);
    }

    private static String name(@Nullable Json method) {
        if (method instanceof Json.Str string) {
            return string.text();
        }
        return method == null ? "" : method.toString();
    }
}
