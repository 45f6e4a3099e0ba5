package io.culvert.broker;

import io.culvert.api.auth.Authenticator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.osgi.framework.Bundle;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/**
 * Says what is wrong with the components of a bundle that runs.
 *
 * @param runtime of Declarative Services
 */
record Components(ServiceComponentRuntime runtime) {

    private static final String AUTHENTICATOR = Authenticator.class.getName();

    /**
     * Looks.
     *
     * @param misses whether the bundle should have registered an authenticator, and has not
     */
    List<String> problems(Bundle bundle, boolean misses) {
        List<String> problems = new ArrayList<>();
        boolean declared = false;
        for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs(bundle)) {
            problems.addAll(failures(component));
            if (misses && Arrays.asList(component.serviceInterfaces).contains(AUTHENTICATOR)) {
                declared = true;
                problems.addAll(needs(component));
            }
        }
        if (misses && !declared) {
            problems.add("registers no Authenticator and has no component that would: is its class annotated with"
                    + " @Component(service = Authenticator.class), and was the jar built with bnd?");
        } else if (misses && problems.isEmpty()) {
            problems.add("its component gives no service: see the log");
        }
        return problems;
    }

    /** Said even if there are configurations with which it works. */
    private List<String> failures(ComponentDescriptionDTO component) {
        return runtime.getComponentConfigurationDTOs(component).stream()
                .filter(configuration -> configuration.state == ComponentConfigurationDTO.FAILED_ACTIVATION)
                .map(configuration -> "could not be activated: " + cause(String.valueOf(configuration.failure)))
                .toList();
    }

    private List<String> needs(ComponentDescriptionDTO component) {
        if (!runtime.isComponentEnabled(component)) {
            return List.of("its component is disabled: scr:enable " + component.name + " in the shell");
        }
        List<ComponentConfigurationDTO> configured = runtime.getComponentConfigurationDTOs(component).stream()
                .filter(configuration -> configuration.state != ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION)
                .toList();
        if (configured.isEmpty()) {
            return List.of("has no configuration: write etc/" + component.configurationPid[0]
                    + "-NAME.config, or make one in the console");
        }
        return configured.stream()
                .filter(configuration -> configuration.state == ComponentConfigurationDTO.UNSATISFIED_REFERENCE)
                .flatMap(configuration -> Arrays.stream(configuration.unsatisfiedReferences))
                .map(reference -> "waits for the service " + service(component, reference))
                .distinct()
                .toList();
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
