package io.culvert.ca.http;

import static java.util.concurrent.CompletableFuture.completedStage;

import io.culvert.api.ca.CertificateAuthority;
import io.culvert.api.http.HttpReply;
import io.culvert.api.http.HttpRequest;
import io.culvert.api.http.HttpResource;
import io.culvert.ca.http.Publication.Encoding;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Publishes the authority's certificates and revocation lists. */
@Component(
        name = PublicationResource.NAME,
        enabled = false, // until Doors has read the configuration
        service = HttpResource.class,
        property = HttpResource.PATH + "=" + PublicationResource.PATH)
public final class PublicationResource extends AuthorityResource {

    static final String NAME = "io.culvert.ca.http.crl";
    static final String PATH = "/d2d/";

    private static final Pattern ONE_GENERATION = Pattern.compile("crl-([1-9][0-9]{0,8})\\.der");
    /** As long as a revocation may stay unknown to those behind a cache. */
    private static final String CACHE_CONTROL = "public, max-age=300";

    private final Clock clock;
    /** By path, so that it is known since when they are what they are. */
    private final Map<String, Publication> published = new ConcurrentHashMap<>();

    @Activate
    public PublicationResource() {
        this(Clock.systemUTC());
    }

    PublicationResource(Clock clock) {
        this.clock = clock;
    }

    @Override
    CompletionStage<HttpReply> answer(HttpRequest request) throws RefusedException {
        return completedStage(answer(request, request.path().substring(PATH.length())));
    }

    private HttpReply answer(HttpRequest request, String name) throws RefusedException {
        Matcher one = ONE_GENERATION.matcher(name);
        if (!one.matches() && !List.of("ca.pem", "crl.pem", "crl.der").contains(name)) {
            throw new RefusedException(404, "Here are ca.pem, crl.pem, crl.der, and crl-N.der for generation N.");
        }
        RequestChecks.method(request, "GET", "HEAD");
        CertificateAuthority now = authority();
        if (one.matches()) {
            int generation = Integer.parseInt(one.group(1));
            List<?> source = now.revoked(generation).map(List::of).orElse(List.of());
            if (source.isEmpty()) {
                throw new RefusedException(404, "Generation " + generation + " has no revocation list.");
            }
            return publish(request, source, "application/pkix-crl", Encoding.DER);
        }
        return switch (name) {
            case "ca.pem" -> publish(request, now.trust().roots(), "application/pem-certificate-chain", Encoding.PEM);
            case "crl.pem" -> publish(request, now.trust().revoked(), "application/x-pem-file", Encoding.PEM);
            default ->
                publish(
                        request,
                        now.revoked(CertificateAuthority.SIGNING).map(List::of).orElse(List.of()),
                        "application/pkix-crl",
                        Encoding.DER);
        };
    }

    private HttpReply publish(HttpRequest request, List<?> source, String type, Encoding encoding)
            throws RefusedException {
        if (source.isEmpty()) {
            throw RequestChecks.unavailable("The certificate authority has made none yet; try again later.");
        }
        Publication current = published.compute(
                request.path(), (path, last) -> Publication.after(last, source, encoding, clock.instant()));
        return current.validators()
                .answer(request, HttpReply.of(200, type, current.content()).with("Cache-Control", CACHE_CONTROL));
    }
}
