package io.culvert.itests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of docs/architecture.md. */
class ImportRulesIT {

    private static final String API = "io.culvert.api";
    /** The peers' side, for any JVM: no part of the gateway, and its packages are for others. */
    private static final String CLIENT = "io.culvert.client";

    static Stream<BuiltBundle> all() throws IOException {
        return BuiltBundle.all().stream();
    }

    static Stream<BuiltBundle> ours() throws IOException {
        return all().filter(bundle -> !bundle.wrapper());
    }

    static Stream<BuiltBundle> implementations() throws IOException {
        return ours().filter(bundle -> !Set.of(API, CLIENT).contains(bundle.symbolicName()));
    }

    @Test
    void theApiImportsTheJdkAndTheLogOnly() throws IOException {
        BuiltBundle api = all().filter(bundle -> bundle.symbolicName().equals(API))
                .findAny()
                .orElseThrow();
        assertThat(api.imports())
                .allMatch(path -> Libraries.jdk(path) || Libraries.api(path) || path.equals("org.slf4j"));
        assertThat(api.optionalImports()).containsExactly("org.jspecify.annotations");
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void onlyTheApiExports(BuiltBundle bundle) {
        assertThat(bundle.exports()).isEmpty();
    }

    /** Besides, every bundle may read and write JSON. */
    @ParameterizedTest
    @MethodSource("implementations")
    void aBundleImportsTheApiTheRuntimeAndAtMostOneLibrary(BuiltBundle bundle) {
        Set<String> libraries = Stream.concat(bundle.imports().stream(), bundle.optionalImports().stream())
                .filter(path -> !Libraries.jdk(path) && !Libraries.runtime(path) && !Libraries.api(path))
                .filter(path -> !path.equals("org.jspecify.annotations"))
                .filter(path -> !(path + ".").startsWith("com.fasterxml.jackson.core."))
                .map(Libraries::thirdParty)
                .collect(Collectors.toCollection(TreeSet::new));
        int most = Libraries.MORE_THAN_ONE.getOrDefault(bundle.symbolicName(), 1);
        assertThat(libraries).hasSizeLessThanOrEqualTo(most).noneMatch(library -> library.startsWith("io.culvert"));
    }

    @Test
    void theClientKnowsNothingOfTheGateway() throws IOException {
        BuiltBundle client = all().filter(bundle -> bundle.symbolicName().equals(CLIENT))
                .findAny()
                .orElseThrow();
        assertThat(client.exports()).containsExactly(CLIENT);
        assertThat(client.imports()).noneMatch(path -> path.startsWith("io.culvert.") && !path.equals(CLIENT));
    }

    @ParameterizedTest
    @MethodSource("ours")
    void aBundleIsNamedLikeItsRootPackageAndEmbedsNothing(BuiltBundle bundle) {
        assertThat(bundle.ownPackages()).isNotEmpty().allMatch(path -> (path + ".")
                .startsWith(bundle.symbolicName() + "."));
        assertThat(bundle.jars()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void anImplementationIsOnePackage(BuiltBundle bundle) {
        assertThat(bundle.ownPackages()).containsExactly(bundle.symbolicName());
    }

    @ParameterizedTest
    @MethodSource("all")
    void nothingResolvesBehindTheManifestsBack(BuiltBundle bundle) {
        assertThat(Set.of("DynamicImport-Package", "Require-Bundle", "Bundle-Activator", "Fragment-Host"))
                .allMatch(header -> bundle.headers().getValue(header) == null);
    }
}
