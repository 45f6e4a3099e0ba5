package io.culvert.api.http;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * An answer to an HTTP request.
 *
 * @param status its code, 200 to 599
 * @param headers besides those that say where the answer ends, such as Content-Length, which are the gateway's
 * @param body its content; not to be changed. Not sent with a status that has none (204, 304)
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares replies
public record HttpReply(int status, Map<String, String> headers, byte[] body) {

    public HttpReply {
        headers = Map.copyOf(headers);
    }

    /** Content of a type. */
    public static HttpReply of(int status, String contentType, byte[] body) {
        return new HttpReply(status, Map.of("Content-Type", contentType), body);
    }

    /** Text for people, UTF-8; ends with a line feed when it should. */
    public static HttpReply text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /** The same with one more header, or another value of it. */
    public HttpReply with(String name, String value) {
        Map<String, String> changed = new HashMap<>(headers);
        changed.put(name, value);
        return new HttpReply(status, changed, body);
    }
}
