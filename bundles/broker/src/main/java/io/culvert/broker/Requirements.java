package io.culvert.broker;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.resource.Namespace;

/**
 * Says what a bundle needs that nobody has.
 *
 * @param context of this bundle
 */
record Requirements(BundleContext context) {

    private static final Pattern PACKAGE = Pattern.compile("\\(osgi\\.wiring\\.package=([^)]+)\\)");

    /** Why a bundle does not resolve; empty only when it has just been uninstalled. */
    List<String> problems(Bundle bundle) {
        FrameworkWiring framework = Objects.requireNonNull(
                context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class));
        @Nullable BundleRevision revision = bundle.adapt(BundleRevision.class);
        if (revision == null) {
            return List.of();
        }
        List<String> missing = revision.getDeclaredRequirements(null).stream()
                .filter(Requirements::isMandatory)
                .filter(requirement -> framework.findProviders(requirement).isEmpty())
                .map(this::describe)
                .toList();
        return missing.isEmpty()
                ? List.of("does not resolve: bundle:start " + bundle.getBundleId()
                        + " in the shell, or start it in the console, says why")
                : missing;
    }

    private static boolean isMandatory(BundleRequirement requirement) {
        String resolution = requirement.getDirectives().get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE);
        String effective = requirement.getDirectives().get(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE);
        return !Namespace.RESOLUTION_OPTIONAL.equals(resolution)
                && (effective == null || effective.equals(Namespace.EFFECTIVE_RESOLVE));
    }

    private String describe(BundleRequirement requirement) {
        String filter = String.valueOf(requirement.getDirectives().get(Namespace.REQUIREMENT_FILTER_DIRECTIVE));
        Matcher name = PACKAGE.matcher(filter);
        if (!name.find()) {
            return "needs " + requirement.getNamespace() + " " + filter + ", which is not there";
        }
        String others = exporters(name.group(1));
        return others.isEmpty()
                ? "imports the package " + name.group(1) + ", which no bundle exports"
                : "imports a package that is there in another version: " + filter + ", but there is " + others;
    }

    /** Which versions of a package there are, and where. */
    private String exporters(String name) {
        return Arrays.stream(context.getBundles())
                .map(bundle -> bundle.adapt(BundleRevision.class))
                .filter(Objects::nonNull)
                .flatMap(revision -> revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE).stream())
                .filter(exported -> name.equals(exported.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE)))
                .map(exported -> exported.getAttributes().get(PackageNamespace.CAPABILITY_VERSION_ATTRIBUTE) + " from "
                        + exported.getRevision().getSymbolicName())
                .distinct()
                .collect(Collectors.joining(", "));
    }
}
