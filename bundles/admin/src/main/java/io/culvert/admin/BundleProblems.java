package io.culvert.admin;

import io.culvert.api.auth.Authenticator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/**
 * Says why a bundle does not work, and what to do.
 *
 * @param components Declarative Services; {@code null} when they are not running
 */
record BundleProblems(Framework framework, @Nullable ServiceComponentRuntime components) {

    /**
     * Looks.
     *
     * @param misses whether it should have given an authenticator, and has not
     */
    List<String> find(Bundle bundle, boolean misses) {
        return switch (bundle.getState()) {
            case Bundle.UNINSTALLED -> List.of();
            case Bundle.INSTALLED -> new Requirements(framework).problems(bundle);
            case Bundle.RESOLVED -> List.of("is not started: start it, or see the log why it cannot be");
            case Bundle.ACTIVE -> active(bundle, misses);
            default -> List.of();
        };
    }

    private List<String> active(Bundle bundle, boolean misses) {
        ServiceComponentRuntime runtime = components;
        if (runtime == null) {
            return List.of();
        }
        List<String> problems = new ArrayList<>();
        boolean declared = false;
        for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs(bundle)) {
            declared |= Arrays.asList(component.serviceInterfaces).contains(Authenticator.class.getName());
            problems.addAll(problems(runtime, component, misses));
        }
        if (misses && problems.isEmpty()) {
            problems.add(
                    declared
                            ? "its component gives no service: see the log"
                            : "registers no Authenticator and has no component that would: is its class annotated with"
                                    + " @Component(service = Authenticator.class), and was the jar built with bnd?");
        }
        return problems;
    }

    /** Of one component. That it failed is said even if there are others that work. */
    private static List<String> problems(
            ServiceComponentRuntime runtime, ComponentDescriptionDTO component, boolean misses) {
        List<String> problems = new ArrayList<>();
        boolean configured = false;
        for (ComponentConfigurationDTO configuration : runtime.getComponentConfigurationDTOs(component)) {
            configured |= configuration.state != ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION;
            if (configuration.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
                problems.add("could not be activated: " + cause(String.valueOf(configuration.failure)));
            } else if (configuration.state == ComponentConfigurationDTO.UNSATISFIED_REFERENCE && misses) {
                for (UnsatisfiedReferenceDTO reference : configuration.unsatisfiedReferences) {
                    problems.add("waits for the service " + service(component, reference));
                }
            }
        }
        if (misses && !runtime.isComponentEnabled(component)) {
            problems.add("its component is disabled: scr:enable " + component.name + " in the shell");
        } else if (misses && !configured) {
            problems.add("has no configuration: make one of " + component.configurationPid[0]);
        }
        return problems;
    }

    private static String service(ComponentDescriptionDTO component, UnsatisfiedReferenceDTO unsatisfied) {
        String name = Arrays.stream(component.references)
                .filter(reference -> Objects.equals(reference.name, unsatisfied.name))
                .map(reference -> reference.interfaceName)
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
