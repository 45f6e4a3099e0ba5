package io.culvert.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Paths as they come in requests, and those to which a login may lead. */
final class RequestPath {

    /** Empty and dotted segments, path parameters, and what is written in two ways so that two parts may read it differently. */
    private static final Pattern AMBIGUOUS = Pattern.compile(
            "//|/\\.{1,2}(/|$)|[;\\\\\\x00-\\x20\\x7f]|%(2e|2f|5c|3b|25|0.|1.|7f)", Pattern.CASE_INSENSITIVE);

    private static final Pattern LOCAL = Pattern.compile("/(?![/\\\\])[\\x21-\\x7e&&[^\\\\]]{0,2000}");
    private static final String HOME = "/culvert/";

    private RequestPath() {}

    /** Whether a raw path means the same to everybody who reads it. */
    static boolean clear(String path) {
        return path.startsWith("/") && !AMBIGUOUS.matcher(path).find();
    }

    /** Where to go after the login: a path of this host, or the dashboard when it is anything else. */
    static String local(String to) {
        return LOCAL.matcher(to).matches() && !to.startsWith("/login") && !to.startsWith("/logout") ? to : HOME;
    }

    /** The login page that leads back to a path. */
    static String login(String path, String query) {
        String to = query.isEmpty() ? path : path + "?" + query;
        return "/login?to=" + URLEncoder.encode(local(to), StandardCharsets.UTF_8);
    }
}
