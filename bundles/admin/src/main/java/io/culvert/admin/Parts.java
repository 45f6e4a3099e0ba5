package io.culvert.admin;

import io.culvert.api.admin.ApiTokens;
import io.culvert.api.auth.AuthenticationService;
import io.culvert.api.broker.Broker;
import io.culvert.api.ca.AuthorityOperations;
import io.culvert.api.event.AuditLog;
import io.culvert.api.health.Health;
import io.culvert.api.transport.Transport;
import org.jspecify.annotations.Nullable;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.MetaTypeService;

/** The parts of the gateway as they are at the moment: each comes and goes. For any thread; nothing of it is kept. */
@Component(service = Parts.class)
public final class Parts {

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Broker broker;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Transport transport;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable AuthenticationService authentication;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable AuthorityOperations authority;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Health health;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable ApiTokens tokens;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable AuditLog audit;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable ConfigurationAdmin configurations;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable MetaTypeService descriptions;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable ServiceComponentRuntime components;

    Broker broker() throws Problem {
        return present(broker, "broker");
    }

    Transport transport() throws Problem {
        return present(transport, "transport");
    }

    AuthenticationService authentication() throws Problem {
        return present(authentication, "broker");
    }

    AuthorityOperations authority() throws Problem {
        return present(authority, "certificate authority");
    }

    Health health() throws Problem {
        return present(health, "bundle of the health checks");
    }

    ApiTokens tokens() throws Problem {
        return present(tokens, "console");
    }

    AuditLog audit() throws Problem {
        return present(audit, "audit log");
    }

    ConfigurationAdmin configurations() throws Problem {
        return present(configurations, "configuration admin");
    }

    MetaTypeService descriptions() throws Problem {
        return present(descriptions, "metatype service");
    }

    private static <S> S present(@Nullable S service, String part) throws Problem {
        if (service == null) {
            throw Problem.missing(part);
        }
        return service;
    }
}
