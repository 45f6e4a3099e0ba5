package io.culvert.admin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

/** Finds what can be configured of the gateway and of plugins, and how bundles describe it. */
record ConfigurationTypes(MetaTypeService descriptions, Framework framework) {

    private static final String API = "io.culvert.api.";

    /** All, by name. */
    List<ConfigurationType> find() {
        List<ConfigurationType> types = new ArrayList<>();
        for (Bundle bundle : framework.bundles()) {
            if (concerns(bundle)) {
                MetaTypeInformation information = descriptions.getMetaTypeInformation(bundle);
                if (information != null) {
                    add(types, bundle, information, information.getPids(), false);
                    add(types, bundle, information, information.getFactoryPids(), true);
                }
            }
        }
        types.sort(Comparator.comparing(ConfigurationType::pid));
        return types;
    }

    private static boolean concerns(Bundle bundle) {
        String imports = bundle.getHeaders("").get(Constants.IMPORT_PACKAGE);
        return bundle.getState() != Bundle.UNINSTALLED
                && (String.valueOf(bundle.getSymbolicName()).startsWith("io.culvert.")
                        || (imports != null && imports.contains(API)));
    }

    private static void add(
            List<ConfigurationType> types,
            Bundle bundle,
            MetaTypeInformation information,
            String @Nullable [] pids,
            boolean factory) {
        for (String pid : pids == null ? new String[0] : pids) {
            ObjectClassDefinition definition = information.getObjectClassDefinition(pid, null);
            types.add(new ConfigurationType(
                    pid,
                    factory,
                    definition.getName(),
                    definition.getDescription() == null ? "" : definition.getDescription(),
                    bundle.getSymbolicName(),
                    attributes(definition)));
        }
    }

    private static List<Attribute> attributes(ObjectClassDefinition definition) {
        Set<String> required = definitions(definition, ObjectClassDefinition.REQUIRED)
                .map(AttributeDefinition::getID)
                .collect(Collectors.toSet());
        return definitions(definition, ObjectClassDefinition.ALL)
                .map(each -> Attribute.of(each, required.contains(each.getID())))
                .toList();
    }

    private static Stream<AttributeDefinition> definitions(ObjectClassDefinition definition, int which) {
        AttributeDefinition[] found = definition.getAttributeDefinitions(which);
        return found == null ? Stream.of() : Arrays.stream(found);
    }
}
