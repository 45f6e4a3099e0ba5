package io.culvert.admin;

/**
 * Something that somebody should look at.
 *
 * @param severity how bad it is
 * @param text what it is, and what to do
 * @param link page of the dashboard where to do so
 */
record Attention(Severity severity, String text, String link) {

    /** The worst first. */
    enum Severity {
        CRITICAL,
        WARN,
        INFO
    }
}
