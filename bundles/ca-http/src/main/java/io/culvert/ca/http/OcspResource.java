package io.culvert.ca.http;

import static java.util.concurrent.CompletableFuture.completedStage;

import io.culvert.api.ca.CertificateAuthority;
import io.culvert.api.http.HttpReply;
import io.culvert.api.http.HttpRequest;
import io.culvert.api.http.HttpResource;
import java.time.Clock;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Answers OCSP requests by HTTP, RFC 6960 appendix A.1. */
@Component(
        name = OcspResource.NAME,
        enabled = false, // until Doors has read the configuration
        service = HttpResource.class,
        property = {HttpResource.PATH + "=" + OcspResource.PATH, HttpResource.PATH + "=" + OcspResource.PATH + "/"})
public final class OcspResource extends AuthorityResource {

    static final String NAME = "io.culvert.ca.http.ocsp";
    static final String PATH = "/d2d/ocsp";

    private static final String REPLY_TYPE = "application/ocsp-response";

    /** OCSPResponse with the status malformedRequest, RFC 6960 section 4.2.1. */
    private static final byte[] MALFORMED_REQUEST = {0x30, 0x03, 0x0A, 0x01, 0x01};

    private final Clock clock;

    @Activate
    public OcspResource() {
        this(Clock.systemUTC());
    }

    OcspResource(Clock clock) {
        this.clock = clock;
    }

    @Override
    CompletionStage<HttpReply> answer(HttpRequest request) throws RefusedException {
        RequestChecks.method(request, "GET", "POST");
        CertificateAuthority now = authority();
        return completedStage(request.method().equals("GET") ? get(request, now) : post(request, now));
    }

    private static HttpReply post(HttpRequest request, CertificateAuthority authority) throws RefusedException {
        RequestChecks.contentType(request, "application/ocsp-request");
        if (!request.path().replaceFirst("/$", "").equals(PATH)) {
            throw new RefusedException(404, "POST goes to " + PATH + ".");
        }
        return HttpReply.of(200, REPLY_TYPE, authority.ocsp(request.body()));
    }

    private HttpReply get(HttpRequest request, CertificateAuthority authority) {
        byte[] response = OcspPath.decode(request.path().substring(PATH.length()))
                .map(authority::ocsp)
                .orElseGet(MALFORMED_REQUEST::clone);
        return OcspCaching.mark(HttpReply.of(200, REPLY_TYPE, response), clock.instant());
    }
}
