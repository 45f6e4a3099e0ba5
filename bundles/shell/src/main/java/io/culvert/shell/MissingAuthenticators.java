package io.culvert.shell;

import io.culvert.api.auth.Authenticator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/**
 * Finds the bundles that were meant to be authenticators and are none, and why: every bundle that imports the package
 * of {@link Authenticator} and is not one of the gateway's parts that use it themselves.
 *
 * @param context of this bundle
 * @param components Declarative Services; {@code null} when they are not running
 */
record MissingAuthenticators(
        BundleContext context, @Nullable ServiceComponentRuntime components) {

    private static final String AUTHENTICATOR = Authenticator.class.getName();
    private static final Pattern IMPORT =
            Pattern.compile("(^|[,;])\\s*" + Pattern.quote(Authenticator.class.getPackageName()) + "\\s*($|[,;])");
    /** The gateway's own bundles; of these only authenticators are meant to be some. */
    private static final Pattern PARTS = Pattern.compile("io\\.culvert\\.(?!authenticator\\.).*");

    List<MissingAuthenticator> find() {
        return Arrays.stream(context.getBundles())
                .filter(MissingAuthenticators::isMeantToBeOne)
                .map(bundle -> describe(bundle, String.join("; ", problems(bundle))))
                .filter(missing -> !missing.problem().isEmpty())
                .toList();
    }

    private static MissingAuthenticator describe(Bundle bundle, String problem) {
        return new MissingAuthenticator(
                bundle.getBundleId(),
                String.valueOf(bundle.getSymbolicName()),
                bundle.getVersion().toString(),
                problem);
    }

    private static boolean isMeantToBeOne(Bundle bundle) {
        String imports = bundle.getHeaders("").get(Constants.IMPORT_PACKAGE);
        return imports != null
                && IMPORT.matcher(imports).find()
                && !PARTS.matcher(String.valueOf(bundle.getSymbolicName())).matches();
    }

    private List<String> problems(Bundle bundle) {
        try {
            return problemsNow(bundle);
        } catch (IllegalStateException e) { // it was uninstalled in this moment
            return List.of();
        }
    }

    private List<String> problemsNow(Bundle bundle) {
        return switch (bundle.getState()) {
            case Bundle.UNINSTALLED -> List.of();
            case Bundle.INSTALLED -> new Requirements(context).problems(bundle);
            case Bundle.ACTIVE -> componentProblems(bundle);
            default -> List.of("is not started: bundle:start " + bundle.getBundleId() + " starts it, or says why not");
        };
    }

    private List<String> componentProblems(Bundle bundle) {
        boolean registered = registersOne(bundle);
        List<String> problems = new ArrayList<>();
        boolean declared = false;
        for (ComponentDescriptionDTO component : components(bundle)) {
            if (Arrays.asList(component.serviceInterfaces).contains(AUTHENTICATOR)) {
                declared = true;
                problems.addAll(problems(component, registered));
            }
        }
        if (problems.isEmpty() && !registered) {
            problems.add(
                    declared
                            ? "its component gives no service: see bundle:services and the log"
                            : "registers no Authenticator and has no component that would: is its class annotated with"
                                    + " @Component(service = Authenticator.class), and was the jar built with bnd?");
        }
        return problems;
    }

    private Iterable<ComponentDescriptionDTO> components(Bundle bundle) {
        return components == null ? List.of() : components.getComponentDescriptionDTOs(bundle);
    }

    private static boolean registersOne(Bundle bundle) {
        ServiceReference<?>[] registered = bundle.getRegisteredServices();
        return registered != null
                && Arrays.stream(registered)
                        .anyMatch(service -> Arrays.asList((String[]) service.getProperty(Constants.OBJECTCLASS))
                                .contains(AUTHENTICATOR));
    }

    /** Of one component. That it failed is said even if there are others that work. */
    private List<String> problems(ComponentDescriptionDTO component, boolean registered) {
        ServiceComponentRuntime runtime = Objects.requireNonNull(components);
        List<String> problems = new ArrayList<>();
        boolean configured = false;
        for (ComponentConfigurationDTO configuration : runtime.getComponentConfigurationDTOs(component)) {
            configured |= configuration.state != ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION;
            if (configuration.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
                problems.add("could not be activated: " + cause(String.valueOf(configuration.failure)));
            } else if (configuration.state == ComponentConfigurationDTO.UNSATISFIED_REFERENCE && !registered) {
                for (UnsatisfiedReferenceDTO reference : configuration.unsatisfiedReferences) {
                    problems.add("waits for the service " + service(component, reference));
                }
            }
        }
        if (!registered && !runtime.isComponentEnabled(component)) {
            problems.add("its component is disabled: scr:enable " + component.name);
        } else if (!registered && !configured) {
            problems.add("has no configuration: write etc/" + component.configurationPid[0] + "-NAME.config");
        }
        return problems;
    }

    private static String service(ComponentDescriptionDTO component, UnsatisfiedReferenceDTO unsatisfied) {
        String name = Arrays.stream(component.references)
                .filter(reference -> Objects.equals(reference.name, unsatisfied.name))
                .map((ReferenceDTO reference) -> reference.interfaceName)
                .findAny()
                .orElse(unsatisfied.name);
        return unsatisfied.target == null ? name : name + " " + unsatisfied.target;
    }

    /** The last cause in a stack trace, which is where it began. */
    private static String cause(String trace) {
        String prefix = "Caused by: ";
        List<String> causes =
                trace.lines().filter(line -> line.startsWith(prefix)).toList();
        return causes.isEmpty()
                ? trace.lines().findFirst().orElse("see the log")
                : causes.get(causes.size() - 1).substring(prefix.length());
    }
}
