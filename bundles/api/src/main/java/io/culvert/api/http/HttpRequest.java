package io.culvert.api.http;

import io.culvert.api.transport.ConnectionInfo;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request.
 *
 * @param method in upper case; {@code GET} also for a {@code HEAD}, whose answer is sent without its body
 * @param path as sent, not decoded, without the query
 * @param query as sent, without the question mark; empty when there is none
 * @param headers by name in lower case, each with its values in order
 * @param body its content, decoded from its transfer coding; not to be changed
 * @param connection who asks, and how
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares requests, and a copy of each body would be waste
public record HttpRequest(
        String method,
        String path,
        String query,
        Map<String, List<String>> headers,
        byte[] body,
        ConnectionInfo connection) {

    /** The first value of a header; {@code null} when there is none. */
    public @Nullable String header(String name) {
        List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    /** No headers and no content: they may hold secrets. */
    @Override
    public String toString() {
        return method + " " + path + " by " + connection.id();
    }
}
