package io.culvert.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.culvert.api.ca.CertificateAuthority;
import io.culvert.api.ca.Refusal;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.pkcs.CertificationRequestInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests are no good whoever sends them. */
class RequestRefusalsTest {

    private static final KeyPair PAIR = TestKeys.make("EC-P256");
    private static final byte[] GOOD = TestAuthority.request(PAIR);
    private static final BigInteger F4 = BigInteger.valueOf(65_537);

    private final Path folder;

    RequestRefusalsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static Refusal refusal(byte[] request) {
        return refused(request).refusal();
    }

    private static RefusedRequestException refused(byte[] request) {
        RefusedRequestException refused =
                catchThrowableOfType(RefusedRequestException.class, () -> SigningRequest.of(request));
        assertThat(refused).as("was not refused").isNotNull();
        assertThat(refused.explanation()).isNotBlank();
        return refused;
    }

    private byte[] openssl(String key, String... options) throws IOException {
        Path out = folder.resolve("request.der");
        List<String> command = new ArrayList<>(List.of(
                "openssl", "req", "-new", "-subj", "/", "-outform", "DER", "-out", out.toString(), "-key", key));
        command.addAll(List.of(options));
        ExternalCommand.run(command).expectSuccess();
        return Files.readAllBytes(out);
    }

    private String opensslKey(String... options) {
        String out = folder.resolve("key.pem").toString();
        List<String> command = new ArrayList<>(List.of("openssl", "genpkey", "-out", out));
        command.addAll(List.of(options));
        ExternalCommand.run(command).expectSuccess();
        return out;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-algorithm EC -pkeyopt ec_paramgen_curve:P-256",
                "-algorithm EC -pkeyopt ec_paramgen_curve:P-384",
                "-algorithm Ed25519",
                "-algorithm RSA -pkeyopt rsa_keygen_bits:2048"
            })
    void takesTheKeysThatItSays(String options) throws Exception {
        String key = opensslKey(options.split(" "));
        SigningRequest request = SigningRequest.of(openssl(key));

        assertThat(request.keyFingerprint()).matches("[0-9a-f]{64}");
        assertThat(CheckedRequest.of(request, TestAuthority.SUBJECT).key()).isEqualTo(request.key());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-sha384", "-sha512", "-sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32"})
    void takesTheSignaturesThatItSays(String options) throws Exception {
        String key = Pem.key(folder, "rsa.pem", TestKeys.make("RSA-2048").getPrivate());

        assertThat(SigningRequest.of(openssl(key, options.split(" "))).key()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-algorithm EC -pkeyopt ec_paramgen_curve:P-521",
                "-algorithm EC -pkeyopt ec_paramgen_curve:secp256k1",
                "-algorithm EC -pkeyopt ec_paramgen_curve:P-224",
                "-algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit",
                "-algorithm Ed448",
                "-algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048"
            })
    void refusesOtherKindsOfKeysAndSaysWhichAreRight(String options) throws Exception {
        RefusedRequestException refused = refused(openssl(opensslKey(options.split(" "))));

        assertThat(refused.refusal()).isEqualTo(Refusal.UNSUPPORTED_KEY);
        assertThat(refused).hasMessageContaining("P-256 or P-384, Ed25519, or RSA");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-algorithm RSA -pkeyopt rsa_keygen_bits:1024",
                "-algorithm RSA -pkeyopt rsa_keygen_bits:2047",
                "-algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:3",
                "-algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:65535",
                "-algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:18446744073709551617"
            })
    void refusesWeakKeys(String options) throws Exception {
        assertThat(refusal(openssl(opensslKey(options.split(" "))))).isEqualTo(Refusal.WEAK_KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-md5", "-sha1", "-sha224", "-sha1 -sigopt rsa_padding_mode:pss"})
    void refusesWeakDigests(String options) throws Exception {
        String key = Pem.key(folder, "rsa.pem", TestKeys.make("RSA-2048").getPrivate());
        RefusedRequestException refused = refused(openssl(key, options.split(" ")));

        assertThat(refused.refusal()).isEqualTo(Refusal.BAD_SIGNATURE);
        assertThat(refused).hasMessageContaining("use SHA-256");
    }

    @Test
    void refusesACompressedPointBecauseNotEverybodyReadsIt() throws Exception {
        String key = opensslKey("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256");
        String compressed = folder.resolve("compressed.pem").toString();
        ExternalCommand.run("openssl", "ec", "-in", key, "-conv_form", "compressed", "-out", compressed)
                .expectSuccess();

        assertThat(refusal(openssl(compressed))).isEqualTo(Refusal.UNSUPPORTED_KEY);
    }

    static Stream<Arguments> badKeys() {
        BigInteger prime = BigInteger.probablePrime(1024, new Random(1));
        BigInteger other = BigInteger.probablePrime(1024, new Random(2));
        BigInteger good = prime.multiply(other);
        byte[] point = ec(PAIR).getPublicKeyData().getOctets();
        byte[] offCurve = point.clone();
        offCurve[64] ^= 1;
        byte[] hybrid = point.clone();
        hybrid[0] = 6;
        return Stream.of(
                Arguments.of("negative", rsa(good.negate(), F4), Refusal.WEAK_KEY),
                Arguments.of("even modulus", rsa(good.add(BigInteger.ONE), F4), Refusal.WEAK_KEY),
                Arguments.of("small factor", rsa(BigInteger.valueOf(3).multiply(good), F4), Refusal.WEAK_KEY),
                Arguments.of("prime modulus", rsa(BigInteger.probablePrime(2048, new Random(3)), F4), Refusal.WEAK_KEY),
                Arguments.of("ROCA", rsa(roca(1).multiply(roca(2)), F4), Refusal.WEAK_KEY),
                Arguments.of("even exponent", rsa(good, BigInteger.valueOf(65_538)), Refusal.WEAK_KEY),
                Arguments.of("negative exponent", rsa(good, F4.negate()), Refusal.WEAK_KEY),
                Arguments.of("too long", rsa(BigInteger.ONE.shiftLeft(8193).setBit(0), F4), Refusal.UNSUPPORTED_KEY),
                Arguments.of("no RSA key", key(rsaAlgorithm(), new byte[] {5, 0}), Refusal.MALFORMED),
                Arguments.of("no DER", key(rsaAlgorithm(), new byte[] {0x30, 9, 1}), Refusal.MALFORMED),
                Arguments.of("off the curve", key(p256(), offCurve), Refusal.WEAK_KEY),
                Arguments.of("at infinity", key(p256(), new byte[] {0}), Refusal.WEAK_KEY),
                Arguments.of("hybrid", key(p256(), hybrid), Refusal.WEAK_KEY),
                Arguments.of("of the other curve", key(p384(), point), Refusal.WEAK_KEY),
                Arguments.of("empty", key(p256(), new byte[0]), Refusal.WEAK_KEY),
                Arguments.of(
                        "implicit curve",
                        key(new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, DERNull.INSTANCE), point),
                        Refusal.UNSUPPORTED_KEY),
                Arguments.of(
                        "no curve",
                        key(new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey), point),
                        Refusal.UNSUPPORTED_KEY),
                Arguments.of(
                        "short Ed25519",
                        key(new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519), new byte[31]),
                        Refusal.WEAK_KEY),
                Arguments.of(
                        "Ed25519 with parameters",
                        key(new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519, DERNull.INSTANCE), new byte[32]),
                        Refusal.MALFORMED));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badKeys")
    void refusesKeysThatAreNone(String what, SubjectPublicKeyInfo key, Refusal refusal) throws Exception {
        assertThat(refusal(unsigned(key))).as(what).isEqualTo(refusal);
    }

    @Test
    void refusesARequestThatItsKeyHasNotSigned() throws Exception {
        CertificationRequest good = CertificationRequest.getInstance(GOOD);
        byte[] signature = good.getSignature().getOctets().clone();
        signature[signature.length - 1] ^= 1;
        CertificationRequest other = CertificationRequest.getInstance(TestAuthority.request(TestKeys.make("EC-P256")));

        assertThat(refusal(with(good, new byte[0]))).isEqualTo(Refusal.BAD_SIGNATURE);
        assertThat(refusal(with(good, signature))).isEqualTo(Refusal.BAD_SIGNATURE);
        assertThat(refusal(with(good, other.getSignature().getOctets()))).isEqualTo(Refusal.BAD_SIGNATURE);
        assertThat(refusal(new CertificationRequest(
                                other.getCertificationRequestInfo(), good.getSignatureAlgorithm(), (DERBitString)
                                        good.getSignature().toASN1Primitive())
                        .getEncoded()))
                .isEqualTo(Refusal.BAD_SIGNATURE);
        assertThat(refusal(new CertificationRequest(
                                good.getCertificationRequestInfo(),
                                new AlgorithmIdentifier(
                                        PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE),
                                new DERBitString(new byte[256]))
                        .getEncoded()))
                .as("another kind of key")
                .isEqualTo(Refusal.BAD_SIGNATURE);
    }

    @Test
    void refusesWhatIsNoRequest() throws Exception {
        CertificationRequest good = CertificationRequest.getInstance(GOOD);
        byte[] version = new DERSequence(new ASN1Encodable[] {
                    new DERSequence(new ASN1Encodable[] {
                        new ASN1Integer(1),
                        good.getCertificationRequestInfo().getSubject(),
                        good.getCertificationRequestInfo().getSubjectPublicKeyInfo()
                    }),
                    good.getSignatureAlgorithm(),
                    good.getSignature()
                })
                .getEncoded();

        for (byte[] bad : List.of(
                new byte[0],
                new byte[] {0x30},
                new byte[] {0x30, 0},
                new byte[] {5, 0},
                Arrays.copyOf(GOOD, GOOD.length + 1),
                Arrays.copyOf(GOOD, GOOD.length - 1),
                version,
                TestAuthority.of("EC-P256").root(1).getEncoded(),
                nested(8000),
                "hello".getBytes(StandardCharsets.US_ASCII))) {
            assertThat(refusal(bad)).isEqualTo(Refusal.MALFORMED);
        }
        assertThat(refusal(new byte[CertificateAuthority.MAX_REQUEST + 1])).isEqualTo(Refusal.OVERSIZED);
    }

    @Test
    void refusesBerThatIsNotDer() {
        byte[] longLength = new byte[GOOD.length + 1];
        assertThat(GOOD[1]).isEqualTo((byte) 0x81);
        longLength[0] = 0x30;
        longLength[1] = (byte) 0x82; // one byte more than the length needs
        System.arraycopy(GOOD, 2, longLength, 3, GOOD.length - 2);

        assertThat(refusal(longLength)).isEqualTo(Refusal.MALFORMED);
    }

    /** Whatever is wrong, it is refused and never an error of ours. */
    @Test
    void refusesEveryRequestWithOneByteChanged() throws Exception {
        byte[] good = openssl(
                Pem.key(folder, "key.pem", PAIR.getPrivate()),
                "-addext",
                "subjectAltName=URI:urn:culvert:device:" + TestAuthority.SUBJECT.device(),
                "-addext",
                "keyUsage=digitalSignature");
        CheckedRequest.of(SigningRequest.of(good), TestAuthority.SUBJECT);
        for (int i = 0; i < good.length; i++) {
            for (int change : new int[] {1, 0x80, 0xFF}) {
                byte[] bad = good.clone();
                bad[i] ^= (byte) change;
                assertThat(catchThrowable(() -> SigningRequest.of(bad)))
                        .as("byte %d of %s", i, HexFormat.of().formatHex(bad))
                        .isInstanceOf(RefusedRequestException.class);
            }
            refused(Arrays.copyOf(good, i));
        }
    }

    /** Attributes may be anything, and are signed by whoever sends them. */
    @Test
    void refusesNonsenseInAttributesOfASignedRequest() throws Exception {
        Random random = new Random(4);
        byte[] value = new DERSequence(new ASN1Encodable[] {
                    new DERSequence(new ASN1Encodable[] {
                        Extension.keyUsage, new DEROctetString(new byte[] {3, 2, 7, (byte) 0x80})
                    })
                })
                .getEncoded();
        int refused = 0;
        for (int i = 0; i < 500; i++) {
            byte[] changed = value.clone();
            changed[2 + random.nextInt(changed.length - 2)] = (byte) random.nextInt(256);
            ASN1Encodable parsed;
            try {
                parsed = ASN1Primitive.fromByteArray(changed);
            } catch (IOException | IllegalStateException e) {
                continue;
            }
            byte[] request = TestRequests.with(PAIR, PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, parsed);
            try {
                CheckedRequest.of(SigningRequest.of(request), TestAuthority.SUBJECT);
            } catch (RefusedRequestException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void deepNestingIsNoError() throws Exception {
        ASN1Encodable nested = DERNull.INSTANCE;
        for (int i = 0; i < 3000; i++) {
            nested = new DERSequence(nested);
        }
        byte[] deep = TestRequests.with(PAIR, PKCSObjectIdentifiers.pkcs_9_at_challengePassword, nested);

        assertThat(deep).hasSizeLessThan(CertificateAuthority.MAX_REQUEST);
        assertThat(refusal(deep)).isEqualTo(Refusal.MALFORMED);
    }

    private static byte[] nested(int depth) {
        byte[] nested = new byte[2 * depth];
        for (int i = 0; i < nested.length; i += 2) {
            nested[i] = 0x30;
            nested[i + 1] = (byte) 0x80;
        }
        return nested;
    }

    private static byte[] with(CertificationRequest good, byte[] signature) throws IOException {
        return new CertificationRequest(
                        good.getCertificationRequestInfo(), good.getSignatureAlgorithm(), new DERBitString(signature))
                .getEncoded();
    }

    private static byte[] unsigned(SubjectPublicKeyInfo key) throws IOException {
        return new CertificationRequest(
                        new CertificationRequestInfo(new X500Name("CN=x"), key, new DERSet(new Attribute[0])),
                        new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256),
                        new DERBitString(new byte[70]))
                .getEncoded();
    }

    private static SubjectPublicKeyInfo ec(KeyPair pair) {
        return SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
    }

    private static SubjectPublicKeyInfo key(AlgorithmIdentifier algorithm, byte[] bits) {
        return new SubjectPublicKeyInfo(algorithm, bits);
    }

    private static SubjectPublicKeyInfo rsa(BigInteger modulus, BigInteger exponent) {
        try {
            return new SubjectPublicKeyInfo(
                    rsaAlgorithm(),
                    modulus.signum() > 0 && exponent.signum() > 0
                            ? new RSAPublicKey(modulus, exponent)
                            : new DERSequence(
                                    new ASN1Encodable[] {new ASN1Integer(modulus), new ASN1Integer(exponent)}));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static AlgorithmIdentifier rsaAlgorithm() {
        return new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
    }

    private static AlgorithmIdentifier p256() {
        return new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, KeyRules.P256);
    }

    private static AlgorithmIdentifier p384() {
        return new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, KeyRules.P384);
    }

    /** A prime as those chips make them: a multiple of the product of the first 126 primes, and a power of 65537. */
    private static BigInteger roca(int seed) {
        BigInteger product = BigInteger.ONE;
        BigInteger prime = BigInteger.TWO;
        for (int i = 0; i < 126; i++) {
            product = product.multiply(prime);
            prime = prime.nextProbablePrime();
        }
        Random random = new Random(seed);
        while (true) {
            BigInteger candidate = product.multiply(new BigInteger(1025 - product.bitLength(), random).setBit(52))
                    .add(F4.modPow(new BigInteger(62, random), product));
            if (candidate.bitLength() >= 1024 && candidate.isProbablePrime(50)) {
                return candidate;
            }
        }
    }
}
