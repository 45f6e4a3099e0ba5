package io.culvert.admin;

import io.culvert.api.admin.Role;
import io.culvert.api.event.AuditLog;
import io.culvert.api.event.AuditReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The audit log: its last lines, and whether it is as it was written. */
record AuditResource(Parts parts) implements Routes.Resource {

    private static final int LIMIT = 100;
    private static final int MAX_LIMIT = 1000;

    private record Entries(List<Json.Written> entries) {}

    @Override
    public Stream<Route> routes() {
        return Stream.of(
                Routes.get("/audit", this::tail).taking("limit"),
                Routes.get("/audit/verify", call -> verify()).needing(Role.ADMIN));
    }

    private Answer tail(Call call) throws Problem {
        int limit = call.number("limit", 1, MAX_LIMIT, LIMIT);
        AuditLog log = parts.audit();
        try {
            List<String> lines = new ArrayList<>(log.tail(limit));
            Collections.reverse(lines);
            return Answer.of(new Entries(lines.stream().map(Json.Written::new).toList()));
        } catch (IOException e) {
            throw Problem.failed("The audit log cannot be read: " + e.getMessage(), e);
        }
    }

    private Answer verify() throws Problem {
        AuditLog log = parts.audit();
        try {
            AuditReport report = log.verify();
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("whole", report.whole());
            members.putAll(Json.members(report));
            return Answer.of(members);
        } catch (IOException e) {
            throw Problem.failed("The audit log cannot be read: " + e.getMessage(), e);
        }
    }
}
