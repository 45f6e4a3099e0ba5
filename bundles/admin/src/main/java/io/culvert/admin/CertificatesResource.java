package io.culvert.admin;

import io.culvert.api.admin.Role;
import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.AuthorityOperations.CertificateQuery;
import io.culvert.api.ca.CertificateDetails;
import io.culvert.api.ca.CertificateInfo;
import io.culvert.api.ca.Issuance;
import io.culvert.api.ca.Issuance.Issued;
import io.culvert.api.ca.Issuance.Refused;
import io.culvert.api.config.PemText;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Certificates of devices. */
record CertificatesResource(Parts parts) implements Routes.Resource {

    private static final int LIMIT = 50;
    private static final int MAX_LIMIT = 1000;
    private static final int CENTURY = 36_500;

    private record Made(CertificateInfo certificate, String pem) {}

    @Override
    public Stream<Route> routes() {
        return Stream.of(
                Routes.get("/authority/certificates", this::search)
                        .taking("text", "device", "identity", "expires", "revoked", "expired", "offset", "limit"),
                Routes.change("POST", "/authority/certificates", Role.OPERATOR, "certificate.issue", this::issue),
                Routes.get("/authority/certificates/{serial}", this::show));
    }

    private Answer search(Call call) throws Problem {
        String device = call.query("device");
        int expires = call.number("expires", 0, CENTURY, -1);
        CertificateQuery query = new CertificateQuery(
                call.query("text"),
                device == null ? null : CertificateName.device(device),
                call.query("identity"),
                expires < 0 ? null : Instant.now().plus(Duration.ofDays(expires)),
                call.truth("revoked"),
                Boolean.TRUE.equals(call.truth("expired")),
                call.number("offset", 0, Integer.MAX_VALUE, 0),
                call.number("limit", 1, MAX_LIMIT, LIMIT));
        return Answer.of(parts.authority().find(query));
    }

    private Answer show(Call call) throws Problem {
        String serial = CertificateName.serial(call.path("serial"));
        try {
            return Answer.of(parts.authority()
                    .certificate(serial)
                    .map(CertificateDetails::of)
                    .orElseThrow(() -> Problem.notFound("There is no certificate " + serial
                            + "; GET /api/v1/authority/certificates?expired=true lists those there are.")));
        } catch (AuthorityException e) {
            throw Problem.conflict(String.valueOf(e.getMessage()));
        }
    }

    private Answer issue(Call call) throws Problem, IOException {
        Body body = call.body("identity", "device", "request", "days");
        String identity = body.text("identity");
        call.about(identity);
        @Nullable String given = body.optionalText("device");
        String device = given == null || given.isBlank() ? null : CertificateName.device(given);
        byte[] request = Pem.request("request", body.text("request"));
        Integer days = body.optionalNumber("days", 1, CENTURY);
        Issuance issuance = parts.authority()
                .issue(device, identity, request, days == null ? null : Duration.ofDays(days), call.operator());
        if (issuance instanceof Refused refused) {
            throw Problem.conflict("Refused, " + refused.reason().text() + ": " + refused.explanation());
        }
        Issued issued = (Issued) issuance;
        call.note("serial " + issued.info().serial());
        return new Answer.Created(
                "/authority/certificates/" + issued.info().serial(),
                new Made(issued.info(), PemText.of(issued.certificate()) + PemText.of(issued.chain())));
    }
}
