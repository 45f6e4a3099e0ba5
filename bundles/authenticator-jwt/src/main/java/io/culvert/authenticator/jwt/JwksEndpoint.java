package io.culvert.authenticator.jwt;

import io.culvert.api.http.LimitedBody;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.InvalidKeyException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys from the issuer's server. Nobody blocks: who has to wait for an answer of the server gets a stage, and all wait
 * for the same answer.
 *
 * <ul>
 *   <li>Up to half of their maximum age keys are used as they are; then the first peer has new ones fetched, and no peer
 *       waits.
 *   <li>From their maximum age on peers wait for new ones. When they cannot be had the old ones are used on, for a
 *       limited time.
 *   <li>Between two fetches there is a pause, whoever asks for what.
 * </ul>
 */
final class JwksEndpoint implements KeySource {

    /** When keys are fetched, and how much patience and memory that may cost. */
    record Policy(Duration maxAge, Duration stale, Duration pause, Duration timeout, int size) {}

    private record Fetched(KeySet keys, long at) {}

    private static final Logger LOG = LoggerFactory.getLogger(JwksEndpoint.class);
    private static final int OK = 200;

    private final HttpRequest request;
    private final Policy policy;
    private final LongSupplier nanoTime;
    private final ThreadPoolExecutor executor;
    private final HttpClient client;

    private volatile @Nullable Fetched last;
    /** Why the latest fetch brought nothing; {@code null} when it did. */
    private volatile @Nullable String failure;

    private List<String> ignored = List.of();
    private @Nullable CompletableFuture<HttpResponse<byte[]>> exchange;
    /** All that follows from the exchange; waited for by everybody. */
    private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);

    private @Nullable Long ended;
    private boolean closed;

    JwksEndpoint(URI uri, SSLContext tls, Policy policy, LongSupplier nanoTime) {
        this.policy = policy;
        this.nanoTime = nanoTime;
        this.request = HttpRequest.newBuilder(uri)
                .header("Accept", "application/jwk-set+json, application/json")
                .build();
        // Its thread ends when there is nothing to do, so that there is nothing to shut down.
        this.executor = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "culvert-jwks");
            thread.setDaemon(true);
            return thread;
        });
        executor.allowCoreThreadTimeOut(true);
        this.client = HttpClient.newBuilder()
                .sslContext(tls)
                .version(HttpClient.Version.HTTP_1_1)
                .executor(executor)
                .build();
    }

    @Override
    public CompletionStage<KeySet> keys() {
        Fetched have = last;
        if (have == null) {
            return afterFetch();
        }
        Duration age = age(have);
        if (age.compareTo(policy.maxAge()) >= 0) {
            return afterFetch();
        }
        if (age.compareTo(policy.maxAge().dividedBy(2)) >= 0) {
            fetch();
        }
        return CompletableFuture.completedStage(have.keys());
    }

    @Override
    public CompletionStage<KeySet> newerThan(KeySet known) {
        Fetched have = last;
        return have != null && have.keys() != known ? CompletableFuture.completedStage(have.keys()) : afterFetch();
    }

    private CompletionStage<KeySet> afterFetch() {
        CompletableFuture<Void> fetch = fetch().toCompletableFuture();
        // Who has to wait is not served on a thread of the JVM that only keeps time.
        return fetch.isDone() ? usable() : fetch.thenComposeAsync(nothing -> usable(), executor);
    }

    private CompletionStage<KeySet> usable() {
        Fetched have = last;
        return have != null && age(have).compareTo(policy.maxAge().plus(policy.stale())) < 0
                ? CompletableFuture.completedStage(have.keys())
                : CompletableFuture.failedStage(
                        new IOException("no keys of the issuer: " + request.uri() + " " + failure));
    }

    private Duration age(Fetched fetched) {
        return Duration.ofNanos(nanoTime.getAsLong() - fetched.at());
    }

    /** The fetch that is going on, or a new one; one that is over when it is too early for a new one. Never fails. */
    private synchronized CompletionStage<Void> fetch() {
        boolean tooEarly =
                ended != null && nanoTime.getAsLong() - ended < policy.pause().toNanos();
        if (running.isDone() && !tooEarly && !closed) {
            CompletableFuture<HttpResponse<byte[]>> started = client.sendAsync(request, response -> body());
            exchange = started;
            running = started.thenAccept(this::take)
                    .orTimeout(policy.timeout().toMillis(), TimeUnit.MILLISECONDS)
                    .handle((nothing, problem) -> {
                        started.cancel(true); // which closes a connection that has not answered
                        end(problem);
                        return null;
                    });
        }
        return running;
    }

    private LimitedBody body() {
        return new LimitedBody(
                policy.size(), () -> new IOException("answered with more than " + policy.size() + " bytes"));
    }

    private void take(HttpResponse<byte[]> response) {
        if (response.statusCode() != OK) {
            throw new CompletionException(new IOException("answered with status " + response.statusCode()));
        }
        try {
            Jwks jwks = Jwks.parse(response.body());
            last = new Fetched(jwks.keys(), nanoTime.getAsLong());
            report(jwks);
        } catch (InvalidKeyException e) {
            throw new CompletionException(e);
        }
    }

    private synchronized void report(Jwks jwks) {
        if (!jwks.ignored().equals(ignored)) {
            ignored = jwks.ignored();
            LOG.warn("{}: not used: {}", request.uri(), ignored);
        }
        LOG.debug("{}: {} keys", request.uri(), jwks.keys().size());
    }

    private synchronized void end(@Nullable Throwable problem) {
        ended = nanoTime.getAsLong();
        if (closed) {
            return;
        }
        String before = failure;
        failure = problem == null ? null : reason(problem);
        if (failure != null && !failure.equals(before)) {
            LOG.warn(
                    "{} {}. {}",
                    request.uri(),
                    failure,
                    last == null ? "Its tokens let nobody in" : "The keys from before stay in use for a while");
        } else if (failure == null && before != null) {
            LOG.info("{}: keys can be fetched again", request.uri());
        }
    }

    private String reason(Throwable problem) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        if (cause instanceof TimeoutException) {
            return "did not answer within " + policy.timeout().toSeconds() + " s";
        }
        if (cause instanceof InvalidKeyException) {
            return Objects.toString(cause.getMessage());
        }
        return "cannot be fetched: "
                + Objects.requireNonNullElse(
                        cause.getMessage(), cause.getClass().getSimpleName());
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (failure == null) {
                failure = "is not asked any more";
            }
            running.complete(null); // whoever waits for it goes on
            if (exchange != null) {
                exchange.cancel(true);
            }
        }
        try {
            if (client instanceof AutoCloseable closeable) {
                closeable.close(); // from Java 21 on; before that its thread ends once nobody refers to it
            }
        } catch (Exception e) {
            LOG.debug("{}: the HTTP client does not close", request.uri(), e);
        }
    }
}
