package io.culvert.api.http;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Answers HTTP requests to the WebSocket listeners. Register an implementation as a service with the property
 * {@link #PATH}. It comes and goes without any connection noticing.
 */
@ConsumerType
@FunctionalInterface
public interface HttpResource {

    /**
     * Service property, a text or several: paths that it answers. One that ends in {@code /} stands for all below it.
     * The longest that fits counts, of two that are equal the one that came first. The gateway's own come before all.
     */
    String PATH = "http.path";

    /**
     * Answers a request.
     *
     * @param request whole; its body is at most 64 KiB
     * @return a stage that completes with the answer; an exception, or a failed stage, makes HTTP status 500. Called on
     *     one of a few threads that TLS handshakes need, too: may block for a moment, not for a network
     */
    CompletionStage<HttpReply> handle(HttpRequest request);
}
