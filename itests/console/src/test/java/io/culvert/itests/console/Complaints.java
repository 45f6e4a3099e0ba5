package io.culvert.itests.console;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Response;
import java.util.ArrayList;
import java.util.List;

/** What pages of a browser complain of: errors on the console, exceptions, requests that failed or were refused. */
final class Complaints {

    private static final int FIRST_ERROR = 400;

    private final List<String> heard = new ArrayList<>();
    private final List<String> expected = new ArrayList<>();

    Complaints(BrowserContext context) {
        context.onConsoleMessage(this::console);
        context.onWebError(error -> heard.add("exception: " + error.error()));
        context.onRequestFailed(this::failed);
        context.onResponse(this::refused);
    }

    /** A complaint with this in it is part of the test. */
    void expect(String part) {
        expected.add(part);
    }

    /** All that nobody expected. */
    List<String> unexpected() {
        return heard.stream()
                .filter(complaint -> expected.stream().noneMatch(complaint::contains))
                .toList();
    }

    private void console(ConsoleMessage message) {
        if (message.type().equals("error")) {
            heard.add("console: " + message.text() + " at " + message.location());
        }
    }

    private void failed(Request request) {
        // That is how a page ends that is left: its stream of events, and what it still waited for.
        if (!request.failure().contains("ERR_ABORTED")) {
            heard.add("request: " + request.method() + " " + request.url() + " " + request.failure());
        }
    }

    private void refused(Response response) {
        if (response.status() >= FIRST_ERROR) {
            heard.add(
                    "response: " + response.status() + " " + response.request().method() + " " + response.url());
        }
    }
}
