package io.culvert.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.api.ca.AuthorityException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImportedAuthorityTest {

    private static final String AUTHORITY = "basicConstraints=critical,CA:TRUE";
    private static final String USAGE = "\nkeyUsage=critical,keyCertSign,cRLSign";

    private final Path folder;

    ImportedAuthorityTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC-P256", "EC-P384", "RSA-2048", "Ed25519"})
    void takesAChainInAnyOrder(String algorithm) throws Exception {
        ForeignAuthority foreign = ForeignAuthority.make(folder, algorithm, "", "", "pathlen:0");
        List<X509Certificate> reversed = new ArrayList<>(foreign.chain());
        Collections.reverse(reversed);
        reversed.add(reversed.get(0)); // twice does no harm

        for (List<X509Certificate> order : List.of(foreign.chain(), reversed)) {
            ImportedAuthority imported = ImportedAuthority.of(foreign.pair().getPrivate(), order, Instant.now());
            assertThat(imported.certificate()).isEqualTo(foreign.chain().get(0));
            assertThat(imported.path()).isEqualTo(foreign.chain().subList(1, 3));
        }
    }

    @Test
    void takesARootAlone() throws Exception {
        ForeignAuthority foreign = ForeignAuthority.make(folder, "EC-P256", "");

        assertThat(foreign.imported().path()).isEmpty();
    }

    @Test
    void refusesAKeyThatDoesNotFitAndChainsWithGaps() {
        ForeignAuthority foreign = ForeignAuthority.make(folder, "EC-P256", "", "", "pathlen:0");
        ForeignAuthority other = ForeignAuthority.make(folder, "EC-P256", "", "");
        List<X509Certificate> chain = foreign.chain();

        for (String algorithm : List.of("EC-P256", "EC-P384", "RSA-2048", "Ed25519")) {
            assertRefused(TestKeys.make(algorithm), chain, "the key is that of none of the 3 certificates");
        }
        assertRefused(foreign.pair(), List.of(), "none of the 0 certificates");
        assertRefused(foreign.pair(), chain.subList(0, 2), "\"CN=Root, O=Example\"", "is missing");
        assertRefused(
                foreign.pair(), List.of(chain.get(0), chain.get(2)), "\"CN=Intermediate 1, O=Example\"", "is missing");
        assertRefused(
                foreign.pair(),
                List.of(chain.get(0), chain.get(1), other.chain().get(1)),
                "is not signed by the key of the certificate given for \"CN=Root, O=Example\"");
        assertRefused(
                foreign.pair(),
                List.of(chain.get(0), chain.get(1), chain.get(2), other.chain().get(0)),
                "is not on the way",
                "leave it out");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "basicConstraints=critical,CA:FALSE|is no authority",
                "keyUsage=critical,keyCertSign,cRLSign|is no authority",
                "basicConstraints=critical,CA:TRUE|may not sign certificates",
                "basicConstraints=critical,CA:TRUE;keyUsage=digitalSignature|may not sign certificates",
                "basicConstraints=critical,CA:TRUE;keyUsage=keyCertSign|may not sign revocation lists",
                "basicConstraints=critical,CA:TRUE;keyUsage=keyCertSign,cRLSign;extendedKeyUsage=clientAuth"
                        + "|is not for both clientAuth and serverAuth",
                "basicConstraints=critical,CA:TRUE;keyUsage=keyCertSign,cRLSign;"
                        + "nameConstraints=permitted;DNS:example.org|has name constraints",
                "basicConstraints=critical,CA:TRUE;keyUsage=keyCertSign,cRLSign;1.2.3.4=critical,ASN1:NULL"
                        + "|has a critical extension that is not known"
            })
    void refusesWhatMayNotSignForDevices(String extensions, String problem) {
        ForeignAuthority root = ForeignAuthority.make(folder, "EC-P256", "");
        KeyPair pair = TestKeys.make("EC-P256");
        X509Certificate certificate = ForeignAuthority.certificate(
                folder,
                pair,
                "/CN=Sub",
                root.chain().get(0),
                root.pair().getPrivate(),
                extensions.replace(";", "\n").replace("permitted\n", "permitted;"));

        assertRefused(pair, List.of(certificate, root.chain().get(0)), "\"CN=Sub\"", problem);
    }

    @Test
    void takesPurposesThatAreWideEnough() throws Exception {
        KeyPair pair = TestKeys.make("EC-P256");
        for (String purposes : List.of("clientAuth,serverAuth", "anyExtendedKeyUsage")) {
            X509Certificate root = ForeignAuthority.certificate(
                    folder,
                    pair,
                    "/CN=Root",
                    null,
                    pair.getPrivate(),
                    AUTHORITY + USAGE + "\nextendedKeyUsage=" + purposes);

            assertThat(ImportedAuthority.of(pair.getPrivate(), List.of(root), Instant.now())
                            .certificate())
                    .isEqualTo(root);
        }
    }

    @Test
    void refusesPathLengthsTimesDigestsAndKeysThatVerifiersRefuse() throws Exception {
        ForeignAuthority brief = ForeignAuthority.make(folder, "EC-P256", "pathlen:0", "");
        assertRefused(brief.pair(), brief.chain(), "\"CN=Root, O=Example\" allows only 0 authorities below it");

        ForeignAuthority good = ForeignAuthority.make(folder, "EC-P256", "");
        Instant end = good.chain().get(0).getNotAfter().toInstant();
        assertThatThrownBy(() -> ImportedAuthority.of(good.pair().getPrivate(), good.chain(), end))
                .hasMessageContaining("has expired at " + end);
        Instant early = Instant.now().minus(Duration.ofDays(1));
        assertThatThrownBy(() -> ImportedAuthority.of(good.pair().getPrivate(), good.chain(), early))
                .hasMessageContaining("is not valid before");

        KeyPair pair = TestKeys.make("EC-P256");
        X509Certificate sha1 = ForeignAuthority.certificate(
                folder, pair, "/CN=Sub", good.chain().get(0), good.pair().getPrivate(), AUTHORITY + USAGE, "-sha1");
        assertRefused(pair, List.of(sha1, good.chain().get(0)), "SHA1", "have it signed with SHA-256");

        ForeignAuthority weak = ForeignAuthority.make(folder, "RSA-1024", "");
        assertRefused(weak.pair(), weak.chain(), "cannot sign for devices", "1024 bits only");
    }

    @Test
    void anotherAuthorityMayVouchForAGeneration() throws Exception {
        TestAuthority authority = TestAuthority.of("EC-P256");
        ForeignAuthority company = ForeignAuthority.make(folder, "EC-P256", "", "");
        X509Certificate own = authority.root(1);
        String request = Pem.write(
                folder,
                "own.csr",
                Pem.of("CERTIFICATE REQUEST", AuthorityCertificates.signingRequest(authority.issuer(1))));
        X509Certificate cross = ForeignAuthority.certificate(
                folder,
                request,
                own.getPublicKey(),
                company.chain().get(0),
                company.pair().getPrivate(),
                AUTHORITY + ",pathlen:0" + USAGE);
        List<X509Certificate> chain =
                List.of(company.chain().get(1), cross, company.chain().get(0));

        ImportedAuthority vouching = ImportedAuthority.vouchingFor(authority.generation(1), chain, Instant.now());
        assertThat(vouching.certificate()).isEqualTo(cross);
        assertThat(vouching.path()).isEqualTo(company.chain());

        List<X509Certificate> links = List.of(cross, company.chain().get(0));
        Generation linked = authority.generation(1).linkedBy(links);
        authority.generations.set(0, linked);
        X509Certificate leaf = authority.device(1).certificate();
        List<X509Certificate> shown = authority.chain(1, leaf);
        assertThat(shown).containsExactly(leaf, cross, company.chain().get(0));
        for (List<X509Certificate> roots : List.of(List.of(company.chain().get(1)), List.of(own))) {
            ExternalCommand.run(
                            "openssl",
                            "verify",
                            "-x509_strict",
                            "-CAfile",
                            Pem.certificates(folder, "roots.pem", roots),
                            "-untrusted",
                            Pem.certificates(folder, "shown.pem", shown),
                            Pem.certificates(folder, "leaf.pem", List.of(leaf)))
                    .expectSuccess();
        }
    }

    @Test
    void nobodyVouchesForAnotherKeyOrName() throws Exception {
        TestAuthority authority = TestAuthority.of("EC-P256");
        ForeignAuthority company = ForeignAuthority.make(folder, "EC-P256", "");
        X509Certificate root = company.chain().get(0);
        Generation generation = authority.generation(1);
        KeyPair own = authority.keys.pair("g1");
        String request = Pem.write(
                folder,
                "other.csr",
                Pem.of(
                        "CERTIFICATE REQUEST",
                        TestRequests.signed(own, TestRequests.builder(own, new X500Name("CN=Other")))));
        X509Certificate renamed = ForeignAuthority.certificate(
                folder,
                request,
                authority.root(1).getPublicKey(),
                root,
                company.pair().getPrivate(),
                AUTHORITY + USAGE);

        assertThatThrownBy(() -> ImportedAuthority.vouchingFor(generation, company.chain(), Instant.now()))
                .isInstanceOf(AuthorityException.class)
                .hasMessageContaining("is for the key of \"CN=Culvert D2D CA G1\"");
        assertThatThrownBy(() -> ImportedAuthority.vouchingFor(generation, List.of(authority.root(1)), Instant.now()))
                .isInstanceOf(AuthorityException.class)
                .hasMessageContaining("none of the 1 certificates");
        assertThatThrownBy(() -> ImportedAuthority.vouchingFor(generation, List.of(renamed, root), Instant.now()))
                .isInstanceOf(AuthorityException.class)
                .hasMessageContaining("is for the name \"CN=Other\"");
    }

    private static void assertRefused(KeyPair pair, List<X509Certificate> chain, String... problem) {
        assertThatThrownBy(() -> ImportedAuthority.of(pair.getPrivate(), chain, Instant.now()))
                .isInstanceOf(AuthorityException.class)
                .hasMessageContainingAll(problem);
    }
}
