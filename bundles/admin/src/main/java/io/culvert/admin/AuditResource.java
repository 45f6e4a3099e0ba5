package io.culvert.admin;

import java.util.stream.Stream;

/** The audit log. */
record AuditResource() implements Routes.Resource {

    @Override
    public Stream<Route> routes() {
        return Stream.of();
    }
}
