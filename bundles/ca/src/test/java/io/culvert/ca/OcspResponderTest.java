package io.culvert.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.RevocationReason;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.PKIXRevocationChecker.Option;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OcspResponderTest {

    private final Path folder;
    private final Map<BigInteger, OcspStatus> register = new HashMap<>();

    OcspResponderTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private OcspResponder responder(TestAuthority authority) {
        Map<Integer, OcspSigner> signers = new HashMap<>();
        for (Generation generation : authority.generations) {
            KeyPair pair = TestKeys.make("EC-P256");
            try {
                signers.put(
                        generation.number(),
                        OcspSigner.of(
                                GatewayCertificates.ocspSigner(
                                        authority.issuer(generation.number()),
                                        pair.getPublic(),
                                        Duration.ofDays(30),
                                        Instant.now()),
                                pair.getPrivate()));
            } catch (AuthorityException e) {
                throw new AssertionError(e);
            }
        }
        return new OcspResponder(
                authority.generations,
                signers,
                (generation, serial) -> register.getOrDefault(serial, new OcspStatus.Unknown()));
    }

    private X509Certificate device(TestAuthority authority, int generation, OcspStatus status) {
        X509Certificate certificate = authority.device(generation).certificate();
        register.put(certificate.getSerialNumber(), status);
        return certificate;
    }

    private static OcspStatus revoked(RevocationReason reason) {
        return new OcspStatus.Revoked(Instant.now().minusSeconds(60), reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC-P256", "EC-P384", "RSA-3072"})
    void opensslBelievesIt(String algorithm) {
        TestAuthority authority = TestAuthority.of(algorithm);
        OcspResponder responder = responder(authority);
        X509Certificate good = device(authority, 1, new OcspStatus.Good());
        X509Certificate bad = device(authority, 1, revoked(RevocationReason.KEY_COMPROMISE));
        X509Certificate plain = device(authority, 1, revoked(RevocationReason.UNSPECIFIED));
        X509Certificate stranger = authority.device(1).certificate();

        for (String digest : List.of("-sha1", "-sha256")) {
            ExternalCommand result = OcspClient.ask(
                    folder,
                    responder,
                    authority.root(1),
                    authority.root(1),
                    List.of(good, bad, plain, stranger),
                    digest);
            assertThat(result.output())
                    .contains("Response verify OK", "OCSP Nonce", "Culvert OCSP G1")
                    .contains("asked-0.pem: good", "asked-1.pem: revoked", "asked-2.pem: revoked")
                    .contains("asked-3.pem: unknown", "Reason: keyCompromise")
                    .doesNotContain("nonce in response", "WARNING", "Reason: unspecified", "Reason: (UNKNOWN)");
        }
        assertThat(OcspClient.ask(folder, responder, authority.root(1), authority.root(1), List.of(good), "-no_nonce")
                        .output())
                .contains("Response verify OK", "asked-0.pem: good");
    }

    @Test
    void eachGenerationHasItsOwnSignerAndLinksAreGood() {
        TestAuthority authority = TestAuthority.of("EC-P256", "EC-P256");
        OcspResponder responder = responder(authority);
        X509Certificate second = device(authority, 2, new OcspStatus.Good());
        X509Certificate link = authority.generation(2).links().get(0);

        assertThat(OcspClient.ask(folder, responder, authority.root(2), authority.root(2), List.of(second))
                        .output())
                .contains("Response verify OK", "asked-0.pem: good", "Culvert OCSP G2");
        assertThat(OcspClient.ask(folder, responder, authority.root(1), authority.root(1), List.of(link))
                        .output())
                .contains("Response verify OK", "asked-0.pem: good", "Culvert OCSP G1");
        String chain = Pem.certificates(folder, "chain.pem", List.of(link));
        assertThat(OcspClient.ask(
                                folder,
                                responder,
                                authority.root(2),
                                authority.root(1),
                                List.of(second),
                                "-verify_other",
                                chain)
                        .output())
                .as("who knows the first root only")
                .contains("Response verify OK", "asked-0.pem: good");
    }

    @Test
    void whatIsOfOthersIsUnknownAndWhenAllIsSoNobodyAnswers() throws Exception {
        TestAuthority authority = TestAuthority.of("EC-P256");
        TestAuthority other = TestAuthority.of("EC-P256");
        OcspResponder responder = responder(authority);
        CertificateID ours = id(authority.root(1), BigInteger.TEN);
        CertificateID theirs = id(other.root(1), BigInteger.TEN);
        register.put(BigInteger.TEN, new OcspStatus.Good());

        assertThat(answer(responder, request(theirs)).getStatus()).isEqualTo(OCSPRespBuilder.UNAUTHORIZED);
        BasicOCSPResp mixed =
                (BasicOCSPResp) answer(responder, request(theirs, ours)).getResponseObject();
        assertThat(mixed.getResponses()[0].getCertStatus()).isInstanceOf(UnknownStatus.class);
        assertThat(mixed.getResponses()[1].getCertStatus()).isNull();
        assertThat(new OCSPResp(responder.answer(other.device(1).certificate(), Instant.now())).getStatus())
                .as("the name is ours, the key is not: that the caller has to know")
                .isZero();
    }

    @Test
    void withoutASignerItSaysThatItIsItsOwnFault() throws Exception {
        TestAuthority authority = TestAuthority.of("EC-P256");
        OcspResponder responder =
                new OcspResponder(authority.generations, Map.of(), (generation, serial) -> new OcspStatus.Good());

        assertThat(answer(responder, request(id(authority.root(1), BigInteger.TEN)))
                        .getStatus())
                .isEqualTo(OCSPRespBuilder.INTERNAL_ERROR);
    }

    @Test
    void answersWhatIsNoRequest() throws Exception {
        TestAuthority authority = TestAuthority.of("EC-P256");
        OcspResponder responder = responder(authority);
        byte[] good = request(id(authority.root(1), BigInteger.TEN));
        assertThat(answer(responder, good).getStatus()).isZero();
        byte[] deep = new byte[OcspRequest.MAX_LENGTH];
        for (int i = 0; i < deep.length; i += 2) {
            deep[i] = 0x30;
            deep[i + 1] = (byte) 0x80;
        }
        for (byte[] bad : List.of(
                deep,
                new byte[0],
                new byte[] {0x30, 0},
                new byte[] {0x30, 2, 0x30, 0},
                new byte[] {0x30, 4, 0x30, 2, 0x30, 0},
                Arrays.copyOf(good, good.length - 1),
                new byte[OcspRequest.MAX_LENGTH + 1],
                TestAuthority.request(TestKeys.make("EC-P256")),
                authority.root(1).getEncoded())) {
            assertThat(answer(responder, bad).getStatus()).isEqualTo(OCSPRespBuilder.MALFORMED_REQUEST);
        }
        Random random = new Random(1);
        for (int i = 0; i < 3000; i++) {
            byte[] changed = good.clone();
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            assertThatCode(() -> answer(responder, changed).getStatus()).doesNotThrowAnyException();
        }
    }

    @Test
    void repeatsNoncesOfAnAllowedLength() throws Exception {
        TestAuthority authority = TestAuthority.of("EC-P256");
        OcspResponder responder = responder(authority);
        CertificateID id = id(authority.root(1), BigInteger.TEN);
        for (int length : new int[] {1, 16, 32, 128}) {
            byte[] nonce = new byte[length];
            new Random(length).nextBytes(nonce);
            OCSPResp response = answer(responder, request(nonce(nonce), id));
            Extension repeated = ((BasicOCSPResp) response.getResponseObject())
                    .getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
            assertThat(repeated.getParsedValue()).isEqualTo(new DEROctetString(nonce));
        }
        for (int length : new int[] {0, 129, 1000}) {
            assertThat(answer(responder, request(nonce(new byte[length]), id)).getStatus())
                    .isEqualTo(OCSPRespBuilder.MALFORMED_REQUEST);
        }
        Extension unknown = new Extension(OCSPObjectIdentifiers.id_pkix_ocsp_crl, true, new byte[] {5, 0});
        assertThat(answer(responder, request(new Extensions(unknown), id)).getStatus())
                .isEqualTo(OCSPRespBuilder.MALFORMED_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theJdkBelievesAnAnswerThatComesWithTheCertificate(int known) throws Exception {
        TestAuthority authority = TestAuthority.of("EC-P256", "EC-P256");
        OcspResponder responder = responder(authority);
        X509Certificate good = device(authority, 2, new OcspStatus.Good());
        X509Certificate bad = device(authority, 2, revoked(RevocationReason.KEY_COMPROMISE));
        X509Certificate unknown = authority.device(2).certificate();

        assertThatCode(() -> validate(authority, known, good, responder)).doesNotThrowAnyException();
        assertThatThrownBy(() -> validate(authority, known, bad, responder))
                .isInstanceOf(CertPathValidatorException.class)
                .hasMessageContaining("revoked")
                .hasMessageContaining("KEY_COMPROMISE");
        assertThatThrownBy(() -> validate(authority, known, unknown, responder))
                .isInstanceOf(CertPathValidatorException.class);
    }

    private static void validate(
            TestAuthority authority, int known, X509Certificate certificate, OcspResponder responder)
            throws GeneralSecurityException {
        List<X509Certificate> certificates = known == 2 ? List.of(certificate) : authority.chain(2, certificate);
        CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(certificates);
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(authority.root(known), null)));
        CertPathValidator validator = CertPathValidator.getInstance("PKIX");
        PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
        checker.setOptions(EnumSet.of(Option.ONLY_END_ENTITY, Option.NO_FALLBACK));
        checker.setOcspResponses(Map.of(certificate, responder.answer(certificate, Instant.now())));
        parameters.addCertPathChecker(checker);
        validator.validate(path, parameters);
    }

    private static CertificateID id(X509Certificate issuer, BigInteger serial)
            throws OperatorCreationException, GeneralSecurityException, OCSPException {
        return new CertificateID(
                new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1),
                new JcaX509CertificateHolder(issuer),
                serial);
    }

    private static Extensions nonce(byte[] nonce) throws IOException {
        return new Extensions(
                Extension.create(OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, new DEROctetString(nonce)));
    }

    private static byte[] request(CertificateID... ids) throws IOException, OCSPException {
        return request(null, ids);
    }

    private static byte[] request(@Nullable Extensions extensions, CertificateID... ids)
            throws IOException, OCSPException {
        OCSPReqBuilder request = new OCSPReqBuilder();
        Arrays.asList(ids).forEach(request::addRequest);
        if (extensions != null) {
            request.setRequestExtensions(extensions);
        }
        return request.build().getEncoded();
    }

    private static OCSPResp answer(OcspResponder responder, byte[] request) throws IOException {
        return new OCSPResp(responder.answer(request, Instant.now()));
    }
}
