package io.culvert.itests.container;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.culvert.api.broker.Broker;
import io.culvert.api.health.Health;
import io.culvert.api.health.HealthResult;
import io.culvert.api.health.HealthResult.Status;
import io.culvert.itests.peers.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.Test;
import org.osgi.framework.Bundle;

/** The health of each part, while its bundle is stopped and after it was started again. */
public class HealthIT extends InGateway {

    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;
    private static final int NOT_FOUND = 404;

    @Test
    public void eachPartHasACheckAndIsWell() {
        Await.until("the gateway to be ready", () -> readyz() == OK);
        List<HealthResult> results = health().check();
        Set<String> names = results.stream().map(HealthResult::name).collect(Collectors.toCollection(TreeSet::new));
        assertTrue(
                names.toString(),
                names.containsAll(Set.of(
                        "authenticators",
                        "authority",
                        "broker",
                        "circuits",
                        "codec",
                        "disk",
                        "draining",
                        "files",
                        "listeners",
                        "memory",
                        "transport")));
        assertEquals(
                "in order",
                List.copyOf(names),
                results.stream().map(HealthResult::name).toList());
        assertTrue(results.toString(), results.stream().noneMatch(result -> result.status() == Status.CRITICAL));
    }

    @Test
    public void theBrokersIsRedWhileItIsAway() throws Exception {
        redWhileStopped("io.culvert.broker", UNAVAILABLE, "broker", "authenticators", "circuits");
    }

    @Test
    public void theCodecsIsRedWhileItIsAway() throws Exception {
        redWhileStopped("io.culvert.codec.jsonrpc", UNAVAILABLE, "codec", "broker");
    }

    @Test
    public void theAuthenticatorsIsRedWhileThereIsNone() throws Exception {
        redWhileStopped("io.culvert.authenticator.statictoken", UNAVAILABLE, "authenticators");
    }

    @Test
    public void theAuthoritysIsRedWhileItIsAwayAndPeersAreStillTaken() throws Exception {
        redWhileStopped("io.culvert.ca", OK, "authority");
    }

    @Test
    public void theTransportsIsRedWhileItIsAway() throws Exception {
        redWhileStopped("io.culvert.transport.undertow", 0, "transport", "listeners", "broker");
    }

    @Test
    public void withoutTheChecksNobodyTellsWhetherItIsReady() throws Exception {
        Bundle bundle = bundle("io.culvert.health");
        Await.until("the gateway to be ready", () -> readyz() == OK);
        bundle.stop();
        try {
            Await.until("nothing at /readyz", () -> readyz() == NOT_FOUND);
            assertTrue(opens(ports()));
        } finally {
            bundle.start();
        }
        Await.until("the gateway to be ready", () -> readyz() == OK);
    }

    @Test
    public void aGatewayThatIsDrainedIsNotReady() throws Exception {
        Await.until("the gateway to be ready", () -> readyz() == OK);
        service(Broker.class).drain(Duration.ofMinutes(5));
        try {
            Await.until("the gateway to be busy with that", () -> readyz() == UNAVAILABLE);
            assertEquals(Status.WARN, status("draining"));
        } finally {
            service(Broker.class).resume();
        }
        Await.until("the gateway to be ready", () -> readyz() == OK);
    }

    private void redWhileStopped(String symbolicName, int readiness, String... parts) throws Exception {
        Bundle bundle = bundle(symbolicName);
        for (String part : parts) {
            Await.until(part + " to be well", () -> status(part) == Status.OK);
        }
        bundle.stop();
        try {
            for (String part : parts) {
                Await.until(part + " to be unwell", () -> bad(status(part)));
            }
            Await.until("/readyz to answer " + readiness, () -> readyz() == readiness);
            assertFalse(health().ready() && readiness != OK);
        } finally {
            bundle.start();
        }
        for (String part : parts) {
            Await.until(part + " to be well again", () -> status(part) == Status.OK);
        }
        Await.until("the gateway to be ready", () -> readyz() == OK);
    }

    private static boolean bad(Status status) {
        return status == Status.TEMPORARILY_UNAVAILABLE || status == Status.CRITICAL;
    }

    private Status status(String part) {
        return health().check().stream()
                .filter(result -> result.name().equals(part))
                .map(HealthResult::status)
                .findAny()
                .orElseThrow(() -> new AssertionError("no check " + part));
    }

    private Health health() {
        return service(Health.class);
    }

    /** What the listener answers; 0 when it does not. */
    private static int readyz() {
        URI uri = URI.create("http://127.0.0.1:" + ports().websocket().port() + "/readyz");
        try {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }
}
