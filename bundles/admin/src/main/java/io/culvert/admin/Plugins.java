package io.culvert.admin;

import io.culvert.api.broker.AuthenticatorInfo;
import io.culvert.api.broker.Broker;
import io.culvert.api.plugin.PluginDiagnosis;
import io.culvert.api.plugin.PluginInfo;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** Finds the bundles that are no part of the gateway: those in the deploy folder, and all that are to authenticate. */
record Plugins(Parts parts, Framework framework) {

    /**
     * A plugin, as the document of the API has it.
     *
     * @param file in the deploy folder; {@code null} when it is not from there
     * @param problem why it does not work; {@code null} when it does
     */
    record Plugin(
            long id,
            String bundle,
            String name,
            String version,
            String state,
            @Nullable String file,
            List<String> services,
            List<String> authenticators,
            @Nullable String problem) {}

    List<Plugin> find() {
        PluginDiagnosis diagnosis = parts.diagnosis;
        Set<Long> authenticators = diagnosis == null
                ? Set.of()
                : diagnosis.meantToAuthenticate().stream().map(PluginInfo::id).collect(Collectors.toSet());
        return framework.bundles().stream()
                .filter(bundle -> file(bundle) != null || authenticators.contains(bundle.getBundleId()))
                .filter(bundle -> bundle.getState() != Bundle.UNINSTALLED)
                .map(this::describe)
                .toList();
    }

    Optional<Plugin> find(long id) {
        return find().stream().filter(plugin -> plugin.id() == id).findAny();
    }

    Plugin describe(Bundle bundle) {
        String symbolicName = String.valueOf(bundle.getSymbolicName());
        String name = bundle.getHeaders("").get(Constants.BUNDLE_NAME);
        return new Plugin(
                bundle.getBundleId(),
                symbolicName,
                Objects.requireNonNullElse(name, symbolicName),
                bundle.getVersion().toString(),
                state(bundle),
                file(bundle),
                services(bundle)
                        .map(type -> type.substring(type.lastIndexOf('.') + 1))
                        .distinct()
                        .sorted()
                        .toList(),
                authenticators(symbolicName),
                problem(bundle));
    }

    private @Nullable String problem(Bundle bundle) {
        PluginDiagnosis diagnosis = parts.diagnosis;
        return diagnosis == null
                ? "nobody can say whether it works: "
                        + Problem.missing("broker").getMessage()
                : diagnosis.problem(bundle.getBundleId());
    }

    private List<String> authenticators(String symbolicName) {
        Broker broker = parts.broker;
        return broker == null
                ? List.of()
                : broker.authenticators().stream()
                        .filter(each -> each.bundle().equals(symbolicName))
                        .map(AuthenticatorInfo::name)
                        .toList();
    }

    /** Name of its file in the deploy folder; {@code null} when it is not from there. */
    @Nullable String file(Bundle bundle) {
        String location = bundle.getLocation();
        if (!location.startsWith("file:")) {
            return null;
        }
        try {
            Path file = Path.of(URI.create(location));
            Path deploy = framework.folders().deploy();
            return deploy.toAbsolutePath()
                            .normalize()
                            .equals(file.toAbsolutePath().normalize().getParent())
                    ? String.valueOf(file.getFileName())
                    : null;
        } catch (IllegalArgumentException e) { // a relative location, such as file:lib/x.jar
            return null;
        }
    }

    private static Stream<String> services(Bundle bundle) {
        ServiceReference<?>[] registered = bundle.getRegisteredServices();
        return registered == null
                ? Stream.of()
                : Arrays.stream(registered)
                        .flatMap(service -> Arrays.stream((String[]) service.getProperty(Constants.OBJECTCLASS)));
    }

    private static String state(Bundle bundle) {
        return switch (bundle.getState()) {
            case Bundle.INSTALLED -> "INSTALLED";
            case Bundle.RESOLVED -> "RESOLVED";
            case Bundle.STARTING -> "STARTING";
            case Bundle.STOPPING -> "STOPPING";
            case Bundle.ACTIVE -> "ACTIVE";
            default -> "UNINSTALLED";
        };
    }
}
