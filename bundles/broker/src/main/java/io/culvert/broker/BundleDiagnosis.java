package io.culvert.broker;

import io.culvert.api.auth.Authenticator;
import io.culvert.api.plugin.PluginDiagnosis;
import io.culvert.api.plugin.PluginInfo;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** Looks at the bundles of the framework. Needs no broker that runs, so that it can say why one has no authenticator. */
@Component(service = PluginDiagnosis.class)
public final class BundleDiagnosis implements PluginDiagnosis {

    private static final Pattern IMPORT =
            Pattern.compile("(^|[,;])\\s*" + Pattern.quote(Authenticator.class.getPackageName()) + "\\s*($|[,;])");
    /** The gateway's own bundles; of these only authenticators are meant to be some. */
    private static final Pattern PARTS = Pattern.compile("io\\.culvert\\.(?!authenticator\\.).*");

    private final BundleContext context;
    private final Components components;

    /** Without Declarative Services there is none, for they make it. */
    @Activate
    public BundleDiagnosis(BundleContext context, @Reference ServiceComponentRuntime runtime) {
        this.context = context;
        components = new Components(runtime);
    }

    @Override
    public List<PluginInfo> meantToAuthenticate() {
        return Arrays.stream(context.getBundles())
                .filter(BundleDiagnosis::isMeantToAuthenticate)
                .map(bundle -> new PluginInfo(
                        bundle.getBundleId(),
                        String.valueOf(bundle.getSymbolicName()),
                        bundle.getVersion().toString(),
                        problem(bundle)))
                .toList();
    }

    @Override
    public @Nullable String problem(long id) {
        Bundle bundle = context.getBundle(id);
        return bundle == null ? null : problem(bundle);
    }

    private @Nullable String problem(Bundle bundle) {
        List<String> problems = problems(bundle);
        return problems.isEmpty() ? null : String.join("; ", problems);
    }

    private List<String> problems(Bundle bundle) {
        try {
            return switch (bundle.getState()) {
                case Bundle.INSTALLED -> new Requirements(context).problems(bundle);
                case Bundle.RESOLVED ->
                    List.of("is not started: bundle:start " + bundle.getBundleId()
                            + " in the shell, or start it in the console, starts it or says why not");
                case Bundle.STARTING, Bundle.ACTIVE -> // starting is what a lazy one does while it works
                    components.problems(bundle, isMeantToAuthenticate(bundle) && !registersAuthenticator(bundle));
                default -> List.of();
            };
        } catch (IllegalStateException e) { // it was uninstalled in this moment
            return List.of();
        }
    }

    private static boolean isMeantToAuthenticate(Bundle bundle) {
        String imports = bundle.getHeaders("").get(Constants.IMPORT_PACKAGE);
        return imports != null
                && IMPORT.matcher(imports).find()
                && !PARTS.matcher(String.valueOf(bundle.getSymbolicName())).matches();
    }

    private static boolean registersAuthenticator(Bundle bundle) {
        ServiceReference<?>[] registered = bundle.getRegisteredServices();
        return registered != null
                && Arrays.stream(registered)
                        .anyMatch(service -> Arrays.asList((String[]) service.getProperty(Constants.OBJECTCLASS))
                                .contains(Authenticator.class.getName()));
    }
}
