package io.culvert.transport.undertow;

import io.culvert.api.http.HttpReply;
import io.culvert.api.http.HttpRequest;
import io.culvert.api.http.HttpResource;
import io.culvert.api.log.LogContext;
import io.culvert.api.transport.ConnectionInfo;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request that a resource answers: its body is read, the resource is asked on a thread of the worker's pool, and what
 * it says is sent. All but the asking is done by the connection's I/O thread. The deadline is that of {@link HttpPhase}.
 */
final class ResourceCall implements RequestBody.Reader {

    private static final Logger LOG = LoggerFactory.getLogger(ResourceCall.class);

    /** Say where an answer ends, and so are not for the resource to say. */
    private static final Set<HttpString> FRAMING =
            Set.of(Headers.CONNECTION, Headers.CONTENT_LENGTH, Headers.TRANSFER_ENCODING, Headers.UPGRADE);

    private static final int LEAST_STATUS = 200;
    private static final int LAST_STATUS = 599;

    private final HttpServerExchange exchange;
    private final HttpPhase phase;
    private final HttpResources resources;
    private final String path;
    private final ConnectionInfo connection;
    private final RequestBody body;
    private boolean over;

    /**
     * Prepares.
     *
     * @param path that somebody answers
     * @param connection who asks
     */
    ResourceCall(
            HttpServerExchange exchange,
            HttpPhase phase,
            HttpResources resources,
            String path,
            ConnectionInfo connection) {
        this.exchange = exchange;
        this.phase = phase;
        this.resources = resources;
        this.path = path;
        this.connection = connection;
        this.body = new RequestBody(exchange, resources, this);
    }

    /** Begins, when Undertow's own call has returned: from then on nothing ends the exchange but us. */
    void start() {
        phase.whenOver(this::end);
        exchange.dispatch(phase.wire().thread(), this::read);
    }

    private void end() {
        over = true;
        body.release();
    }

    private void read() {
        if (exchange.getRequestContentLength() > RequestBody.MAX) {
            tooLong();
        } else if (exchange.isRequestComplete()) {
            whole(new byte[0]);
        } else if (HttpContinue.requiresContinueResponse(exchange)) {
            HttpContinue.sendContinueResponse(exchange, new IoCallback() {
                @Override
                public void onComplete(HttpServerExchange done, Sender sender) {
                    body.read(exchange.getRequestChannel());
                }

                @Override
                public void onException(HttpServerExchange failed, Sender sender, IOException e) {
                    lost(e);
                }
            });
        } else {
            body.read(exchange.getRequestChannel());
        }
    }

    // ---- what came of reading

    @Override
    public void whole(byte[] content) {
        HttpResource resource = resources.find(path);
        if (resource == null) { // it was there when the request began
            exchange.getResponseHeaders().put(Headers.RETRY_AFTER, "1");
            HttpFront.text(exchange, StatusCodes.SERVICE_UNAVAILABLE, "Not there now. Try again in a moment.\n");
            return;
        }
        HttpRequest request = request(content);
        try {
            exchange.getConnection()
                    .getWorker()
                    .execute(() -> LogContext.within(connection.id(), () -> ask(resource, request)));
        } catch (RejectedExecutionException e) { // the transport stops
            phase.wire().close();
        }
    }

    @Override
    public void tooLong() {
        refuse(
                StatusCodes.REQUEST_ENTITY_TOO_LARGE,
                "The request's body may have at most " + RequestBody.MAX + " bytes.\n");
    }

    @Override
    public void noRoom() {
        exchange.getResponseHeaders().put(Headers.RETRY_AFTER, "1");
        refuse(StatusCodes.SERVICE_UNAVAILABLE, "Too many requests at once. Try again in a moment.\n");
    }

    @Override
    public void lost(IOException e) {
        LOG.debug("Request of {} was lost: {}", connection.id(), e.getMessage());
        phase.close();
    }

    /** Answers a peer that is still sending, which is not read any more. */
    private void refuse(int status, String text) {
        body.release();
        exchange.setPersistent(false);
        HttpFront.text(exchange, status, text, new IoCallback() {
            @Override
            public void onComplete(HttpServerExchange done, Sender sender) {
                phase.linger();
            }

            @Override
            public void onException(HttpServerExchange failed, Sender sender, IOException e) {
                lost(e);
            }
        });
    }

    private HttpRequest request(byte[] content) {
        Map<String, List<String>> headers = new HashMap<>();
        for (HeaderValues values : exchange.getRequestHeaders()) {
            headers.put(values.getHeaderName().toString().toLowerCase(Locale.ROOT), List.copyOf(values));
        }
        HttpString method = exchange.getRequestMethod();
        return new HttpRequest(
                (method.equals(Methods.HEAD) ? Methods.GET : method).toString().toUpperCase(Locale.ROOT),
                path,
                exchange.getQueryString(),
                Map.copyOf(headers),
                content,
                connection);
    }

    // ---- the answer

    /** On a thread of the worker's pool. */
    private void ask(HttpResource resource, HttpRequest request) {
        try {
            resource.handle(request)
                    .whenComplete((reply, failure) ->
                            phase.wire().thread().execute(() -> answer(resource, request, reply, failure)));
        } catch (RuntimeException | LinkageError e) { // the latter when its bundle is being replaced
            phase.wire().thread().execute(() -> answer(resource, request, null, e));
        }
    }

    private void answer(
            HttpResource resource, HttpRequest request, @Nullable HttpReply reply, @Nullable Throwable failure) {
        if (over) {
            return; // too late
        }
        Throwable problem = failure;
        if (problem == null) {
            try {
                send(Objects.requireNonNull(reply, "no reply"));
                return;
            } catch (IllegalArgumentException | NullPointerException e) { // nothing was sent yet
                problem = e;
            }
        }
        LOG.warn(
                "{} has no answer to {}: {}",
                resource.getClass().getName(),
                request,
                problem.getClass().getName());
        LOG.debug("Because of this", problem);
        exchange.getResponseHeaders().clear();
        HttpFront.text(exchange, StatusCodes.INTERNAL_SERVER_ERROR, "The gateway could not answer this request.\n");
    }

    /** Sends a reply, unless it is none: then nothing has happened. */
    private void send(HttpReply reply) {
        if (reply.status() < LEAST_STATUS || reply.status() > LAST_STATUS) {
            throw new IllegalArgumentException("HTTP status " + reply.status());
        }
        ByteBuffer content = ByteBuffer.wrap(reply.body());
        reply.headers().forEach((name, value) -> {
            HttpString header = new HttpString(name);
            if (!FRAMING.contains(header)) {
                exchange.getResponseHeaders().put(header, value);
            }
        });
        exchange.setStatusCode(reply.status());
        if (reply.status() == StatusCodes.NO_CONTENT || reply.status() == StatusCodes.NOT_MODIFIED) {
            exchange.endExchange();
        } else {
            exchange.setResponseContentLength(content.remaining());
            exchange.getResponseSender().send(content);
        }
    }
}
