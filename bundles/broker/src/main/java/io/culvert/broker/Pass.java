package io.culvert.broker;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.AuthResult.Accepted;
import io.culvert.api.auth.Credentials;
import io.culvert.api.auth.Limits;
import io.culvert.api.rendezvous.Rendezvous;
import io.culvert.api.rendezvous.RendezvousKey;
import io.culvert.api.transport.PeerInfo;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What a peer got by being let in.
 *
 * @param peer who it is
 * @param key under which it meets its partner
 * @param withNonce whether the peer gave a nonce
 * @param limits what it may use
 * @param counted digest of what is counted when the token is used
 * @param uses how often the token is good; {@code null} for any number
 */
record Pass(
        PeerInfo peer,
        RendezvousKey key,
        boolean withNonce,
        Limits limits,
        String counted,
        AuthResult.@Nullable Uses uses) {

    /**
     * Uses the token once, if it is good for a number of tunnels.
     *
     * @return whether it was good
     */
    CompletionStage<Boolean> use(Rendezvous rendezvous) {
        return uses == null
                ? CompletableFuture.completedStage(true)
                : rendezvous.spend(counted, uses.tunnels(), uses.until());
    }

    /** Whether the token can be used no more. */
    CompletionStage<Boolean> isUsedUp(Rendezvous rendezvous) {
        return uses == null ? CompletableFuture.completedStage(false) : rendezvous.spent(counted, uses.tunnels());
    }

    static Pass of(Credentials credentials, Accepted as) {
        String token = RendezvousKey.scopeOfToken(credentials.token());
        String id = as.uses() == null ? null : as.uses().id();
        String scope = as.scope() == null ? token : as.scope();
        return new Pass(
                new PeerInfo(as.identity(), credentials.uuid(), credentials.name(), as.attributes()),
                RendezvousKey.of(scope, credentials.nonce()),
                credentials.nonce() != null,
                as.limits(),
                id == null ? token : RendezvousKey.scopeOfToken(id),
                as.uses());
    }
}
