package io.culvert.admin;

import java.util.List;

/** Puts the operations of the API together. */
final class Resources {

    private Resources() {}

    static Routes of(Parts parts, Sampler sampler, Framework framework) {
        return new Routes(List.of(
                new GatewayResource(parts, sampler, framework),
                new EventsResource(sampler.streams()),
                new TunnelsResource(parts),
                new SessionsResource(parts),
                new AuthenticatorsResource(parts),
                new ConfigurationsResource(parts, framework),
                new AuthorityResource(parts),
                new AuthorityImportResource(parts),
                new CertificatesResource(parts),
                new RevocationsResource(parts),
                new NodesResource(parts, framework),
                new BalancersResource(parts),
                new PluginsResource(parts, framework),
                new AuditResource(parts),
                new TokensResource(parts)));
    }
}
