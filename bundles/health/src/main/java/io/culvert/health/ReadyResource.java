package io.culvert.health;

import static java.util.concurrent.CompletableFuture.completedStage;

import io.culvert.api.health.Health;
import io.culvert.api.http.HttpReply;
import io.culvert.api.http.HttpRequest;
import io.culvert.api.http.HttpResource;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tells balancers on the peers' ports whether to send peers here, and the world nothing else. */
@Component(service = HttpResource.class, property = HttpResource.PATH + "=/readyz")
public final class ReadyResource implements HttpResource {

    private static final long GOOD_FOR = TimeUnit.SECONDS.toNanos(1);

    private final Health health;
    private final LongSupplier nanoTime;

    // Guarded by the monitor.
    private boolean ready;
    private long asked;

    @Activate
    public ReadyResource(@Reference Health health) {
        this(health, System::nanoTime);
    }

    ReadyResource(Health health, LongSupplier nanoTime) {
        this.health = health;
        this.nanoTime = nanoTime;
        asked = nanoTime.getAsLong() - GOOD_FOR;
    }

    @Override
    public CompletionStage<HttpReply> handle(HttpRequest request) {
        if (!request.method().equals("GET")) {
            return completedStage(HttpReply.text(405, "Use GET.\n").with("Allow", "GET, HEAD"));
        }
        boolean now = ready();
        return completedStage(
                HttpReply.text(now ? 200 : 503, now ? "ready\n" : "not ready\n").with("Cache-Control", "no-store"));
    }

    /** Anybody may ask, as often as he likes, so the checks are asked once a second at most. */
    private synchronized boolean ready() {
        long now = nanoTime.getAsLong();
        if (now - asked >= GOOD_FOR) {
            ready = health.ready();
            asked = now;
        }
        return ready;
    }
}
