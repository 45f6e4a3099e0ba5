package io.culvert.authenticator.http;

import io.culvert.api.http.LimitedBody;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests and brings whole answers, in time or not at all. Connections are kept and used again.
 *
 * <p>There is nothing to close: Java 17 has no way to. When nobody refers to an exchange any more the garbage collector
 * makes its client end its thread and close its connections (of HTTP/2 only when the service has closed them), and the
 * threads below end when they have nothing to do.
 */
final class Exchange {

    private static final int THREADS = 4;
    private static final long IDLE_SECONDS = 5;

    private final ConnectionSettings settings;
    private final HttpClient client;
    private final Semaphore room;

    Exchange(ConnectionSettings settings) {
        this.settings = settings;
        this.room = new Semaphore(settings.concurrency());
        this.client = HttpClient.newBuilder()
                .version(settings.version())
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.timeout())
                .proxy(settings.proxy())
                .sslContext(settings.tls())
                .executor(threads())
                .build();
    }

    private static Executor threads() {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "culvert-authenticator-http-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    URI url() {
        return settings.url();
    }

    /**
     * Posts a body. Returns at once.
     *
     * @return completes with the answer whatever its status, or fails with a {@link NoAnswerException}; by any thread
     */
    CompletionStage<HttpResponse<byte[]>> post(Map<String, String> headers, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(settings.url()).POST(BodyPublishers.ofByteArray(body));
        headers.forEach(request::setHeader);
        if (!room.tryAcquire()) {
            return CompletableFuture.failedFuture(
                    failed("is asked " + settings.concurrency() + " questions already (concurrency)"));
        }
        CompletableFuture<HttpResponse<byte[]>> answer = new CompletableFuture<>();
        attempt(request.build(), answer, true);
        // The timeout of the client itself would end with the headers of the answer.
        CompletionStage<HttpResponse<byte[]>> inTime =
                answer.orTimeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        CompletableFuture<HttpResponse<byte[]>> told = new CompletableFuture<>();
        inTime.whenComplete((response, failure) -> {
            room.release();
            if (failure == null) {
                told.complete(response);
            } else {
                told.completeExceptionally(explained(failure));
            }
        });
        return told;
    }

    private void attempt(HttpRequest request, CompletableFuture<HttpResponse<byte[]>> answer, boolean mayRepeat) {
        AtomicBoolean answered = new AtomicBoolean();
        CompletableFuture<HttpResponse<byte[]>> exchange = client.sendAsync(request, head -> {
            answered.set(true);
            int most = settings.answerSize();
            return new LimitedBody(most, () -> new NoAnswerException("the answer is longer than " + most + " bytes"));
        });
        CompletionStage<HttpResponse<byte[]>> over = answer;
        over.whenComplete((response, failure) -> exchange.cancel(true)); // if it has not come to its end by itself
        CompletionStage<HttpResponse<byte[]>> end = exchange;
        end.whenComplete((response, failure) -> {
            if (failure == null) {
                answer.complete(response);
            } else if (mayRepeat && !answered.get() && !answer.isDone() && wasCutOff(failure)) {
                attempt(request, answer, false);
            } else {
                answer.completeExceptionally(failure);
            }
        });
    }

    /**
     * Whether the server closed the connection. It may have done so while it was idle, before it saw the request (RFC
     * 9112 section 9.3.1), and the client repeats no POST. Connections that could not be made it repeats itself.
     */
    private static boolean wasCutOff(Throwable failure) {
        return has(failure, EOFException.class)
                || (has(failure, SocketException.class) && !has(failure, ConnectException.class));
    }

    private NoAnswerException explained(Throwable failure) {
        NoAnswerException own = find(failure, NoAnswerException.class);
        if (own != null) {
            return failed("gives no answer: " + own.getMessage());
        }
        if (has(failure, TimeoutException.class) || has(failure, HttpConnectTimeoutException.class)) {
            return failed("has not answered within " + settings.timeout().toSeconds() + " s");
        }
        SSLException tls = find(failure, SSLException.class);
        if (tls != null) {
            return failed("cannot be reached by TLS: " + tls.getMessage());
        }
        if (has(failure, UnresolvedAddressException.class) || has(failure, UnknownHostException.class)) {
            return failed("cannot be reached: there is no such host");
        }
        if (has(failure, ConnectException.class)) {
            return failed("cannot be reached: the connection is refused, or there is no way to it");
        }
        if (wasCutOff(failure)) {
            return failed("has closed the connection instead of answering");
        }
        // Its message may repeat what was received, and that what was sent.
        return failed("gives no answer: " + root(failure).getClass().getName());
    }

    private NoAnswerException failed(String problem) {
        return new NoAnswerException(settings.service() + " " + problem);
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type) {
        return find(failure, type) != null;
    }

    private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            root = cause;
        }
        return root;
    }
}
