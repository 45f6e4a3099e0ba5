package io.culvert.ca.http;

import static java.util.concurrent.CompletableFuture.completedStage;

import io.culvert.api.ca.CertificateAuthority;
import io.culvert.api.ca.TrustBundle;
import io.culvert.api.http.HttpReply;
import io.culvert.api.http.HttpRequest;
import io.culvert.api.http.HttpResource;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Component;

/** Enrolment over Secure Transport, RFC 7030, without labels: there is one authority only. */
@Component(
        name = EstResource.NAME,
        enabled = false, // until Doors has read the configuration
        service = HttpResource.class,
        property = HttpResource.PATH + "=" + EstResource.PATH)
public final class EstResource extends AuthorityResource {

    static final String NAME = "io.culvert.ca.http.est";
    static final String PATH = "/.well-known/est/";

    @Override
    CompletionStage<HttpReply> answer(HttpRequest request) throws RefusedException {
        return switch (request.path().substring(PATH.length())) {
            case "cacerts" -> completedStage(authorities(request));
            case "csrattrs" -> completedStage(attributes(request));
            case "simpleenroll" -> enroll(request);
            case "simplereenroll" -> renew(request);
            default ->
                throw new RefusedException(
                        404, "EST has cacerts, csrattrs, simpleenroll and simplereenroll here, and no labels.");
        };
    }

    private HttpReply authorities(HttpRequest request) throws RefusedException {
        RequestChecks.method(request, "GET", "HEAD");
        TrustBundle trust = authority().trust();
        if (trust.roots().isEmpty()) {
            throw RequestChecks.unavailable("The certificate authority has no certificate yet; try again later.");
        }
        List<X509Certificate> all = new ArrayList<>(trust.roots());
        all.addAll(trust.links());
        return EnrollmentReply.certificates(all);
    }

    private static HttpReply attributes(HttpRequest request) throws RefusedException {
        RequestChecks.method(request, "GET", "HEAD");
        return EnrollmentReply.base64("application/csrattrs", CsrAttributes.der());
    }

    private CompletionStage<HttpReply> enroll(HttpRequest request) throws RefusedException {
        RequestChecks.method(request, "POST");
        PresentedToken token = PresentedToken.of(request);
        byte[] pkcs10 = EnrollmentRequest.decode(request);
        return authority().enroll(token.credentials(request), pkcs10).thenApply(EnrollmentReply::of);
    }

    private CompletionStage<HttpReply> renew(HttpRequest request) throws RefusedException {
        RequestChecks.method(request, "POST");
        CertificateAuthority present = authority(); // without it nobody is asked to show one
        if (request.connection().certificates().isEmpty()) {
            throw new RefusedException(
                    403,
                    "The connection has no client certificate: connect by TLS with the certificate that is to be"
                            + " succeeded, or enrol with a token.");
        }
        byte[] pkcs10 = EnrollmentRequest.decode(request);
        return present.renew(request.connection(), pkcs10).thenApply(EnrollmentReply::of);
    }
}
