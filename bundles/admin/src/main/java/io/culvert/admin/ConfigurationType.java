package io.culvert.admin;

import java.util.List;
import java.util.Optional;

/**
 * What can be configured.
 *
 * @param pid PID, or factory PID
 * @param factory whether there can be any number of configurations
 * @param name for people
 * @param description for people
 * @param bundle symbolic name of the bundle that it is of
 * @param attributes its keys
 */
record ConfigurationType(
        String pid, boolean factory, String name, String description, String bundle, List<Attribute> attributes) {

    Optional<Attribute> attribute(String key) {
        return attributes.stream().filter(each -> each.key().equals(key)).findAny();
    }

    /** Lists are nothing that a .cfg file could hold. */
    boolean hasLists() {
        return attributes.stream().anyMatch(each -> each.cardinality() != 0);
    }
}
