package io.culvert.admin;

import io.culvert.api.admin.Role;
import io.culvert.api.event.Event.Door;
import io.culvert.api.health.Health;
import io.culvert.api.health.HealthResult;
import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The gateway as a whole: figures, health, what needs attention, and the document that describes the API. */
record GatewayResource(Parts parts, Sampler sampler, Framework framework) implements Routes.Resource {

    @Override
    public Stream<Route> routes() {
        return Stream.of(
                Routes.get("/openapi.json", call -> document()),
                Routes.get("/me", call -> Answer.of(new Me(call.operator(), call.role(), call.door()))),
                Routes.get("/info", call -> Answer.of(Snapshot.of(parts, framework.version()))),
                Routes.get("/overview", call -> overview()),
                Routes.get(
                        "/overview/history", call -> Answer.of(new Past(Sampler.HISTORY_INTERVAL, sampler.history()))),
                Routes.get("/health", call -> health()));
    }

    private record Me(String user, Role role, Door door) {}

    private record Overview(Sample sample, List<Attention> attention) {}

    private record Past(long interval, List<Sample> samples) {}

    private record Checks(boolean ready, List<HealthResult> results) {}

    private Answer overview() {
        return Answer.of(new Overview(sampler.sample(), new Attentions(parts, framework.folders()).find()));
    }

    private Answer health() throws Problem {
        Health health = parts.health();
        List<HealthResult> results = health.check().stream()
                .sorted(Comparator.comparing(HealthResult::name))
                .toList();
        return Answer.of(new Checks(health.ready(), results));
    }

    private static Answer document() throws IOException {
        try (InputStream in = Objects.requireNonNull(
                GatewayResource.class.getResourceAsStream("openapi.json"), "openapi.json is in this bundle")) {
            return new Answer.Content(Route.JSON, in.readAllBytes(), null);
        }
    }
}
