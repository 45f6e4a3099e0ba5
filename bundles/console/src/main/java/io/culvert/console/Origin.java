package io.culvert.console;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;

/** Where a browser says that a request comes from: RFC 6454, and Fetch Metadata. */
final class Origin {

    private static final String DEFAULT_PORT = ":443";

    private Origin() {}

    /**
     * Whether a request comes from a page of our own.
     *
     * @param host its header Host
     */
    static boolean own(HttpServletRequest request, String host) {
        String origin = request.getHeader("Origin");
        if (origin != null) {
            return normal(origin).equals("https://" + normal(host));
        }
        return "same-origin".equals(request.getHeader("Sec-Fetch-Site"));
    }

    private static String normal(String origin) {
        String lower = origin.toLowerCase(Locale.ROOT);
        return lower.endsWith(DEFAULT_PORT) ? lower.substring(0, lower.length() - DEFAULT_PORT.length()) : lower;
    }
}
