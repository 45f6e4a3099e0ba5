package io.culvert.itests.architecture;

import java.util.List;
import java.util.Map;

/** What the packages that a bundle imports belong to. */
final class Libraries {

    /** The runtime's own, which every bundle may import. */
    private static final List<String> RUNTIME = List.of(
            "java.",
            "javax.",
            "org.xml.sax",
            "org.w3c.dom",
            "org.osgi.",
            "org.slf4j",
            "org.apache.karaf.shell.",
            "org.apache.felix.service.command",
            "org.jline.",
            "jakarta.servlet");

    private static final Map<String, List<String>> THIRD_PARTY = Map.of(
            "Undertow", List.of("io.undertow", "org.xnio"),
            "Jackson", List.of("com.fasterxml.jackson."),
            "Paho", List.of("org.eclipse.paho."),
            "Nimbus", List.of("com.nimbusds."),
            "BouncyCastle", List.of("org.bouncycastle."),
            "Hazelcast", List.of("com.hazelcast."),
            "Micrometer", List.of("io.micrometer."),
            "Felix web console", List.of("org.apache.felix.webconsole", "org.apache.felix.inventory"),
            "Jetty", List.of("org.apache.felix.http.jetty", "org.eclipse.jetty."),
            "Felix Health Checks", List.of("org.apache.felix.hc."));

    /**
     * What a bundle has taken in, because it belongs to nothing else (the Java side of a native library), does not
     * resolve as bundles (Prometheus), or is what another bundle has taken in (the file installer).
     */
    static final Map<String, List<String>> TAKEN_IN = Map.of(
            "io.culvert.tls.boringssl", List.of("io.netty.internal.tcnative"),
            "io.culvert.metrics", List.of("io.prometheus.metrics."),
            "io.culvert.admin", List.of("org.apache.felix.utils.properties"));

    /** Bundles between two libraries: the console is the door of one in front of the other. */
    static final Map<String, Integer> MORE_THAN_ONE = Map.of("io.culvert.console", 2);

    private Libraries() {}

    static boolean jdk(String path) {
        return path.startsWith("java.")
                || ModuleLayer.boot().modules().stream()
                        .anyMatch(module -> module.getPackages().contains(path)
                                && module.getDescriptor() != null
                                && module.isExported(path));
    }

    static boolean api(String path) {
        return path.startsWith("io.culvert.api.");
    }

    static boolean runtime(String path) {
        return RUNTIME.stream().anyMatch(path::startsWith);
    }

    /** The library of a package; the package itself when nobody has listed it here. */
    static String thirdParty(String path) {
        return THIRD_PARTY.entrySet().stream()
                .filter(library -> library.getValue().stream().anyMatch(path::startsWith))
                .map(Map.Entry::getKey)
                .findAny()
                .orElse(path);
    }
}
