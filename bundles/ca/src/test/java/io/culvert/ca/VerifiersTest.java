package io.culvert.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Paths and revocation lists, before and after rollovers, as others see them. */
class VerifiersTest {

    private final Path folder;

    VerifiersTest(@TempDir Path folder) {
        this.folder = folder;
    }

    static Stream<Arguments> verifiersAndAlgorithms() {
        return Arrays.stream(Verifier.values())
                .flatMap(verifier -> Stream.of("EC-P256", "EC-P384", "RSA-3072", "RSA-2048,EC-P256,EC-P384")
                        .map(algorithms -> Arguments.of(verifier, algorithms)));
    }

    private static TestAuthority authority(Verifier verifier, String algorithms) {
        String[] each = algorithms.split(",");
        for (String algorithm : each) {
            assumeTrue(verifier.knows(algorithm), verifier + " does not know " + algorithm);
        }
        return each.length == 1 ? TestAuthority.of(algorithms, algorithms, algorithms) : TestAuthority.of(each);
    }

    /** A leaf of a kind of key that the verifier knows if it knows the authority's. */
    private static X509Certificate leaf(TestAuthority authority, int generation, String algorithms) {
        return authority
                .device(generation, algorithms.contains("EC") ? "EC-P256" : "RSA-2048")
                .certificate();
    }

    private void assertAcceptedUntilRevoked(
            Verifier verifier, TestAuthority authority, int generation, X509Certificate leaf, int... known) {
        assertAcceptedUntilRevoked(
                verifier, authority, generation, authority.chain(generation, leaf), authority.roots(known));
    }

    private void assertAcceptedUntilRevoked(
            Verifier verifier,
            TestAuthority authority,
            int generation,
            List<X509Certificate> chain,
            List<X509Certificate> roots) {
        List<X509CRL> others = authority.crls(
                generation, authority.device(generation, "EC-P256").certificate());
        assertThat(verifier.refusal(folder, chain, roots, others)).isEmpty();
        assertThat(verifier.refusal(folder, chain, roots, authority.crls(generation, chain.get(0))))
                .containsIgnoringCase("revoked");
    }

    @ParameterizedTest
    @MethodSource("verifiersAndAlgorithms")
    void theFirstGenerationIsAcceptedByItsRoot(Verifier verifier, String algorithms) {
        TestAuthority authority = authority(verifier, algorithms);
        X509Certificate leaf = leaf(authority, 1, algorithms);

        assertAcceptedUntilRevoked(verifier, authority, 1, leaf, 1);
        assertAcceptedUntilRevoked(verifier, authority, 1, leaf, 3, 2, 1);
        assertThat(verifier.refusal(folder, authority.chain(1, leaf), authority.roots(2, 3), authority.crls(1)))
                .isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("verifiersAndAlgorithms")
    void theSecondGenerationIsAcceptedByWhoKnowsTheFirstOnly(Verifier verifier, String algorithms) {
        TestAuthority authority = authority(verifier, algorithms);
        X509Certificate leaf = leaf(authority, 2, algorithms);

        assertAcceptedUntilRevoked(verifier, authority, 2, leaf, 1);
        assertAcceptedUntilRevoked(verifier, authority, 2, leaf, 2);
        assertAcceptedUntilRevoked(verifier, authority, 2, leaf, 2, 1);
        assertAcceptedUntilRevoked(verifier, authority, 2, leaf, 3, 2, 1);
    }

    @ParameterizedTest
    @MethodSource("verifiersAndAlgorithms")
    void theThirdGenerationIsAcceptedByWhoKnowsWhatWasBelievedAtAnyTime(Verifier verifier, String algorithms) {
        TestAuthority authority = authority(verifier, algorithms);
        X509Certificate leaf = leaf(authority, 3, algorithms);

        assertAcceptedUntilRevoked(verifier, authority, 3, leaf, 1);
        assertAcceptedUntilRevoked(verifier, authority, 3, leaf, 2, 1);
        assertAcceptedUntilRevoked(verifier, authority, 3, leaf, 3, 2, 1);
        assertAcceptedUntilRevoked(verifier, authority, 3, leaf, 3, 2);
        assertAcceptedUntilRevoked(verifier, authority, 3, leaf, 3);
    }

    @ParameterizedTest
    @EnumSource(Verifier.class)
    void whoKnowsTheSecondGenerationOnlyNeedsItsLinkFirstUnlessItTriesAllPaths(Verifier verifier) {
        TestAuthority authority = TestAuthority.of("RSA-2048", "RSA-2048", "RSA-2048");
        X509Certificate leaf = leaf(authority, 3, "RSA");
        List<X509Certificate> chain = authority.chain(3, leaf);
        List<X509Certificate> reversed = new ArrayList<>(chain);
        Collections.reverse(reversed.subList(1, reversed.size()));

        assertThat(verifier.refusal(folder, chain, authority.roots(2), authority.crls(3))
                        .isEmpty())
                .isEqualTo(verifier == Verifier.JDK);
        assertAcceptedUntilRevoked(verifier, authority, 3, reversed, authority.roots(2));
        assertThat(verifier.refusal(folder, reversed, authority.roots(1), authority.crls(3))
                        .isEmpty())
                .isEqualTo(verifier == Verifier.JDK);
    }

    @ParameterizedTest
    @EnumSource(Verifier.class)
    void whenTheFirstGenerationHasRetiredTheLinkOfTheSecondIsFirst(Verifier verifier) {
        TestAuthority authority = TestAuthority.of("RSA-2048", "RSA-2048", "RSA-2048");
        authority.retire(1);
        X509Certificate leaf = leaf(authority, 3, "RSA");

        assertThat(authority.chain(3, leaf)).hasSize(2);
        assertAcceptedUntilRevoked(verifier, authority, 3, leaf, 2);
        assertAcceptedUntilRevoked(verifier, authority, 3, leaf, 3, 2);
    }

    @ParameterizedTest
    @EnumSource(Verifier.class)
    void aLinkOfASecondGenerationDoesNotLeadToTheFirst(Verifier verifier) {
        TestAuthority authority = TestAuthority.of("RSA-2048", "RSA-2048", "RSA-2048");
        X509Certificate leaf = leaf(authority, 3, "RSA");
        X509Certificate bySecond = authority.generation(3).links().get(1);
        X509Certificate byFirst = authority.generation(2).links().get(0);

        boolean accepted = verifier.refusal(
                        folder, List.of(leaf, bySecond, byFirst), authority.roots(1), authority.crls(3))
                .isEmpty();
        assertThat(accepted).isEqualTo(verifier == Verifier.STRONGSWAN); // it does not look at path lengths
    }

    @ParameterizedTest
    @EnumSource(Verifier.class)
    void anImportedIntermediateIsAcceptedByItsRootAndByWhoKnowsAnEarlierGeneration(Verifier verifier) throws Exception {
        ForeignAuthority foreign = ForeignAuthority.make(folder, "RSA-2048", "pathlen:2", "pathlen:1");
        TestAuthority authority = TestAuthority.of("RSA-2048");
        authority.importing(foreign.pair(), foreign.imported());
        authority.renew("RSA-2048");
        X509Certificate second = leaf(authority, 2, "RSA");
        X509Certificate third = leaf(authority, 3, "RSA");

        List<X509CRL> rest = List.of(foreign.crl(folder));
        for (int known : new int[] {1, 2}) {
            assertAcceptedWith(rest, verifier, authority, 2, ordered(authority.chain(2, second), known == 2), known);
        }
        // GnuTLS does not accept it with the newest root alone, if intermediates are in the chain.
        assertAcceptedWith(rest, verifier, authority, 3, authority.chain(3, third), 1);
        assertAcceptedWith(rest, verifier, authority, 3, authority.chain(3, third), 1, 2);
        assertAcceptedWith(rest, verifier, authority, 3, authority.chain(3, third), 1, 2, 3);
    }

    private static List<X509Certificate> ordered(List<X509Certificate> chain, boolean intermediateFirst) {
        return intermediateFirst ? List.of(chain.get(0), chain.get(2), chain.get(1)) : chain;
    }

    private void assertAcceptedWith(
            List<X509CRL> rest,
            Verifier verifier,
            TestAuthority authority,
            int generation,
            List<X509Certificate> chain,
            int... known) {
        List<X509Certificate> roots = authority.roots(known);
        List<X509CRL> good = new ArrayList<>(authority.crls(generation));
        good.addAll(rest);
        List<X509CRL> bad = new ArrayList<>(authority.crls(generation, chain.get(0)));
        bad.addAll(rest);
        assertThat(verifier.refusal(folder, chain, roots, good)).isEmpty();
        assertThat(verifier.refusal(folder, chain, roots, bad)).containsIgnoringCase("revoked");
    }
}
