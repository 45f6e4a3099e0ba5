package io.culvert.admin;

import static org.osgi.service.component.annotations.ReferenceCardinality.OPTIONAL;
import static org.osgi.service.component.annotations.ReferencePolicyOption.GREEDY;

import io.culvert.api.admin.ApiTokens;
import io.culvert.api.auth.AuthenticationService;
import io.culvert.api.broker.Broker;
import io.culvert.api.ca.AuthorityOperations;
import io.culvert.api.event.AuditLog;
import io.culvert.api.health.Health;
import io.culvert.api.plugin.PluginDiagnosis;
import io.culvert.api.transport.Transport;
import org.jspecify.annotations.Nullable;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.MetaTypeService;

/** The parts of the gateway as they are at the moment: each comes and goes. For any thread; nothing of it is kept. */
@Component(service = Parts.class)
public final class Parts {

    @Reference(cardinality = OPTIONAL, policyOption = GREEDY)
    volatile @Nullable Broker broker;

    @Reference(cardinality = OPTIONAL, policyOption = GREEDY)
    volatile @Nullable Transport transport;

    @Reference(cardinality = OPTIONAL, policyOption = GREEDY)
    volatile @Nullable AuthenticationService authentication;

    @Reference(cardinality = OPTIONAL, policyOption = GREEDY)
    volatile @Nullable AuthorityOperations authority;

    @Reference(cardinality = OPTIONAL, policyOption = GREEDY)
    volatile @Nullable Health health;

    @Reference(cardinality = OPTIONAL, policyOption = GREEDY)
    volatile @Nullable ApiTokens tokens;

    @Reference(cardinality = OPTIONAL, policyOption = GREEDY)
    volatile @Nullable AuditLog audit;

    @Reference(cardinality = OPTIONAL, policyOption = GREEDY)
    volatile @Nullable ConfigurationAdmin configurations;

    @Reference(cardinality = OPTIONAL, policyOption = GREEDY)
    volatile @Nullable MetaTypeService descriptions;

    @Reference(cardinality = OPTIONAL, policyOption = GREEDY)
    volatile @Nullable PluginDiagnosis diagnosis;

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

    PluginDiagnosis diagnosis() throws Problem {
        return present(diagnosis, "broker");
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
