package io.culvert.dashboard;

import static java.util.concurrent.CompletableFuture.completedStage;

import io.culvert.api.http.HttpReply;
import io.culvert.api.http.HttpRequest;
import io.culvert.api.http.HttpResource;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Component;

/**
 * The connection test as a page of the listeners, for whoever is to connect to them: static files, the same for
 * everybody, which tell nothing of this gateway.
 */
@Component(
        name = TestPage.NAME,
        enabled = false, // until PublicPages has read the configuration
        service = HttpResource.class,
        property = {HttpResource.PATH + "=" + TestPage.PAGE, HttpResource.PATH + "=" + TestPage.FOLDER})
public final class TestPage implements HttpResource {

    static final String NAME = "io.culvert.dashboard.test";
    static final String PAGE = "/test";
    static final String FOLDER = "/test/";

    /** The page connects to the address that it is given. */
    private static final Map<String, String> SECURITY = Map.of(
            "Content-Security-Policy",
            "default-src 'self'; connect-src 'self' https: http: wss: ws:; object-src 'none'; base-uri 'none';"
                    + " form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer");

    private final WebFiles files = new WebFiles("/web/test/", "test.html");

    @Override
    public CompletionStage<HttpReply> handle(HttpRequest request) {
        return completedStage(answer(request));
    }

    private HttpReply answer(HttpRequest request) {
        if (!request.method().equals("GET")) {
            return HttpReply.text(405, "Here is a page to look at; use GET.\n").with("Allow", "GET, HEAD");
        }
        if (request.path().equals(PAGE)) {
            return HttpReply.text(302, "See " + FOLDER + "\n").with("Location", FOLDER);
        }
        return files.find(request.path().substring(FOLDER.length()))
                .map(file -> reply(file, request))
                .orElseGet(() -> HttpReply.text(404, "There is only " + FOLDER + " here.\n"));
    }

    private static HttpReply reply(WebFile file, HttpRequest request) {
        HttpReply reply = file.tag().equals(request.header("If-None-Match"))
                ? HttpReply.of(304, file.type(), new byte[0])
                : HttpReply.of(200, file.type(), file.content());
        for (Map.Entry<String, String> header : SECURITY.entrySet()) {
            reply = reply.with(header.getKey(), header.getValue());
        }
        return reply.with("ETag", file.tag()).with("Cache-Control", file.cacheControl());
    }
}
