package io.culvert.ca.http;

import static java.util.concurrent.CompletableFuture.completedStage;

import io.culvert.api.ca.CertificateAuthority;
import io.culvert.api.http.HttpReply;
import io.culvert.api.http.HttpRequest;
import io.culvert.api.http.HttpResource;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Answers for the authority, which may come and go. */
abstract sealed class AuthorityResource implements HttpResource permits EstResource, OcspResource, PublicationResource {

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable CertificateAuthority authority;

    @Override
    public final CompletionStage<HttpReply> handle(HttpRequest request) {
        try {
            return answer(request);
        } catch (RefusedException e) {
            return completedStage(e.reply());
        }
    }

    abstract CompletionStage<HttpReply> answer(HttpRequest request) throws RefusedException;

    /** The authority that is there now. */
    final CertificateAuthority authority() throws RefusedException {
        CertificateAuthority now = authority;
        if (now == null) {
            throw RequestChecks.unavailable("The certificate authority is not running; try again later.");
        }
        return now;
    }
}
