package io.culvert.ca.http;

import io.culvert.api.http.HttpReply;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ocsp.BasicOCSPResponse;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.asn1.ocsp.ResponseData;
import org.bouncycastle.asn1.ocsp.SingleResponse;

/** How long the answer to a GET may be kept, RFC 5019 section 6.2. */
final class OcspCaching {

    /** As long as a revocation may stay unknown to those behind a cache. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private OcspCaching() {}

    /** From when and until when a response says how things are. */
    private record Period(Instant produced, Instant next) {}

    /**
     * The answer with headers for caches: not to be kept when it is an error, has a nonce, or says nothing of when the
     * next one comes.
     *
     * @param full with status 200 and the response
     */
    static HttpReply mark(HttpReply full, Instant now) {
        Optional<Period> found = period(full.body()).filter(period -> period.next.isAfter(now));
        if (found.isEmpty()) {
            return full.with("Cache-Control", "no-store");
        }
        Period period = found.get();
        // Earlier than the next update, and a second is the unit.
        long age = Math.min(
                LONGEST.toSeconds(),
                Math.max(0, Duration.between(now, period.next).toSeconds() - 1));
        HttpReply kept = full.with("Cache-Control", "max-age=" + age + ", public, no-transform, must-revalidate")
                .with("Expires", Validators.date(period.next));
        return Validators.of(full.body(), period.produced).mark(kept);
    }

    private static Optional<Period> period(byte[] der) {
        OCSPResponse response = OCSPResponse.getInstance(der);
        if (response.getResponseBytes() == null) {
            return Optional.empty(); // an error
        }
        ResponseData data = BasicOCSPResponse.getInstance(
                        response.getResponseBytes().getResponse().getOctets())
                .getTbsResponseData();
        if (data.getResponseExtensions() != null
                && data.getResponseExtensions().getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce) != null) {
            return Optional.empty();
        }
        try {
            Instant earliest = Instant.MAX;
            for (ASN1Encodable each : data.getResponses()) {
                SingleResponse single = SingleResponse.getInstance(each);
                if (single.getNextUpdate() == null) {
                    return Optional.empty();
                }
                Instant next = single.getNextUpdate().getDate().toInstant();
                earliest = next.isBefore(earliest) ? next : earliest;
            }
            Instant produced = data.getProducedAt().getDate().toInstant().truncatedTo(ChronoUnit.SECONDS);
            return earliest.equals(Instant.MAX) ? Optional.empty() : Optional.of(new Period(produced, earliest));
        } catch (ParseException e) {
            throw new IllegalStateException("the authority's OCSP response has a time that is none", e);
        }
    }
}
