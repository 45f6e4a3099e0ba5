package io.culvert.health;

import static org.osgi.service.component.annotations.ReferenceCardinality.OPTIONAL;
import static org.osgi.service.component.annotations.ReferencePolicyOption.GREEDY;

import io.culvert.api.broker.Broker;
import io.culvert.api.ca.AuthorityOperations;
import io.culvert.api.codec.Codec;
import io.culvert.api.transport.Transport;
import java.util.Arrays;
import java.util.function.Predicate;
import org.apache.felix.hc.api.Result;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The parts of the gateway, as they are now. For any thread. */
@Component(service = Parts.class)
public final class Parts {

    @Reference(cardinality = OPTIONAL, policyOption = GREEDY)
    volatile @Nullable Transport transport;

    @Reference(cardinality = OPTIONAL, policyOption = GREEDY)
    volatile @Nullable Broker broker;

    @Reference(cardinality = OPTIONAL, policyOption = GREEDY)
    volatile @Nullable Codec codec;

    @Reference(cardinality = OPTIONAL, policyOption = GREEDY)
    volatile @Nullable AuthorityOperations authority;

    private final Predicate<String> installed;

    @Activate
    public Parts(BundleContext context) {
        this(name -> Arrays.stream(context.getBundles()).anyMatch(bundle -> name.equals(bundle.getSymbolicName())));
    }

    /**
     * For tests.
     *
     * @param installed whether there is a bundle of this name
     */
    Parts(Predicate<String> installed) {
        this.installed = installed;
    }

    /** Whether there is a bundle of this name, running or not. */
    boolean installed(String symbolicName) {
        return installed.test(symbolicName);
    }

    /**
     * A part is away. It may be back in a moment, when it is being updated; when it stays away for longer, the executor of
     * the checks makes that {@code CRITICAL}.
     *
     * @param what it is, such as {@code The broker}
     * @param meanwhile what that means
     */
    static Result missing(String what, String meanwhile) {
        return new Result(
                Result.Status.TEMPORARILY_UNAVAILABLE,
                what + " is not running: " + meanwhile
                        + ". Unless it is being updated, see bundle:list and log:tail for why.");
    }
}
