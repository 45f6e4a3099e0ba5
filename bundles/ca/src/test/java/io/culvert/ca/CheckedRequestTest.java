package io.culvert.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.culvert.api.ca.Refusal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What requests may ask for. */
class CheckedRequestTest {

    private static final KeyPair PAIR = TestKeys.make("EC-P256");
    private static final Subject SUBJECT = TestAuthority.SUBJECT;
    private static final String DEVICE = "urn:culvert:device:f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
    private static final String IDENTITY = "urn:culvert:identity:alice%40example.org";

    private static void check(byte[] request) throws RefusedRequestException {
        CheckedRequest.of(SigningRequest.of(request), SUBJECT);
    }

    private static GeneralNames uris(String... uris) {
        return new GeneralNames(Stream.of(uris)
                .map(uri -> new GeneralName(GeneralName.uniformResourceIdentifier, uri))
                .toArray(GeneralName[]::new));
    }

    static Stream<Arguments> granted() {
        return Stream.of(
                Arguments.of(Extension.basicConstraints, new BasicConstraints(false)),
                Arguments.of(Extension.keyUsage, new KeyUsage(KeyUsage.digitalSignature)),
                Arguments.of(Extension.extendedKeyUsage, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth)),
                Arguments.of(Extension.extendedKeyUsage, new ExtendedKeyUsage(new KeyPurposeId[] {
                    KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                })),
                Arguments.of(Extension.subjectAlternativeName, uris(DEVICE)),
                Arguments.of(Extension.subjectAlternativeName, uris(IDENTITY)),
                Arguments.of(Extension.subjectAlternativeName, uris(IDENTITY, DEVICE)),
                Arguments.of(
                        Extension.subjectKeyIdentifier,
                        new SubjectKeyIdentifier(KeyIdentifier.of(SubjectPublicKeyInfo.getInstance(
                                PAIR.getPublic().getEncoded())))));
    }

    @ParameterizedTest
    @MethodSource("granted")
    void takesRequestsForWhatDevicesGet(ASN1ObjectIdentifier extension, ASN1Encodable value) {
        assertThatCode(() -> check(TestRequests.asking(PAIR, extension, value))).doesNotThrowAnyException();
    }

    static Stream<Arguments> forbidden() {
        GeneralName dns = new GeneralName(GeneralName.dNSName, "example.org");
        return Stream.of(
                Arguments.of(Extension.basicConstraints, new BasicConstraints(true), Refusal.WANTS_AUTHORITY),
                Arguments.of(Extension.basicConstraints, new BasicConstraints(0), Refusal.WANTS_AUTHORITY),
                Arguments.of(Extension.basicConstraints, DERNull.INSTANCE, Refusal.MALFORMED),
                Arguments.of(Extension.keyUsage, new KeyUsage(KeyUsage.keyCertSign), Refusal.WANTS_AUTHORITY),
                Arguments.of(
                        Extension.keyUsage,
                        new KeyUsage(KeyUsage.cRLSign | KeyUsage.digitalSignature),
                        Refusal.WANTS_AUTHORITY),
                Arguments.of(
                        Extension.keyUsage,
                        new KeyUsage(KeyUsage.keyEncipherment | KeyUsage.digitalSignature),
                        Refusal.FORBIDDEN_EXTENSION),
                Arguments.of(Extension.keyUsage, new DERUTF8String("x"), Refusal.MALFORMED),
                Arguments.of(
                        Extension.extendedKeyUsage,
                        new ExtendedKeyUsage(KeyPurposeId.anyExtendedKeyUsage),
                        Refusal.FORBIDDEN_EXTENSION),
                Arguments.of(
                        Extension.extendedKeyUsage,
                        new ExtendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning),
                        Refusal.FORBIDDEN_EXTENSION),
                Arguments.of(Extension.subjectAlternativeName, new GeneralNames(dns), Refusal.WRONG_NAME),
                Arguments.of(
                        Extension.subjectAlternativeName,
                        new GeneralNames(new GeneralName[] {uris(DEVICE).getNames()[0], dns}),
                        Refusal.WRONG_NAME),
                Arguments.of(
                        Extension.subjectAlternativeName,
                        uris("urn:culvert:device:00000000-0000-0000-0000-000000000000"),
                        Refusal.WRONG_NAME),
                Arguments.of(
                        Extension.subjectAlternativeName,
                        uris("urn:culvert:identity:alice@example.org"),
                        Refusal.WRONG_NAME),
                Arguments.of(Extension.subjectAlternativeName, new DERUTF8String("x"), Refusal.MALFORMED),
                Arguments.of(
                        Extension.subjectKeyIdentifier,
                        new SubjectKeyIdentifier(new byte[20]),
                        Refusal.FORBIDDEN_EXTENSION),
                Arguments.of(Extension.nameConstraints, DERNull.INSTANCE, Refusal.FORBIDDEN_EXTENSION),
                Arguments.of(
                        new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.24"), // must-staple
                        DERNull.INSTANCE,
                        Refusal.FORBIDDEN_EXTENSION));
    }

    @ParameterizedTest
    @MethodSource("forbidden")
    void refusesRequestsForAnythingElse(ASN1ObjectIdentifier extension, ASN1Encodable value, Refusal refusal) {
        assertThat(refusal(TestRequests.asking(PAIR, extension, value))).isEqualTo(refusal);
    }

    private static Refusal refusal(byte[] request) {
        RefusedRequestException refused = catchThrowableOfType(RefusedRequestException.class, () -> check(request));
        assertThat(refused).as("was not refused").isNotNull();
        assertThat(refused.explanation()).isNotBlank();
        return refused.refusal();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CN=f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
                "CN=F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6",
                "CN=pump 7",
                "CN=alice@example.org",
                ""
            })
    void takesTheNamesOfTheDevice(String subject) {
        assertThatCode(() -> check(TestRequests.named(PAIR, new X500Name(subject))))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CN=pump 8",
                "CN=",
                "CN=PUMP 7",
                "O=pump 7",
                "CN=pump 7,O=Example",
                "CN=pump 7+O=Example",
                "CN=pump 7,CN=pump 7",
                "CN=00000000-0000-0000-0000-000000000000"
            })
    void refusesOtherNames(String subject) {
        assertThat(refusal(TestRequests.named(PAIR, new X500Name(subject)))).isEqualTo(Refusal.WRONG_NAME);
    }

    @Test
    void takesAChallengePasswordAndNoOtherAttribute() {
        assertThatCode(() -> check(TestRequests.with(
                        PAIR, PKCSObjectIdentifiers.pkcs_9_at_challengePassword, new DERUTF8String("x"))))
                .doesNotThrowAnyException();
        assertThat(refusal(TestRequests.with(
                        PAIR, PKCSObjectIdentifiers.pkcs_9_at_unstructuredName, new DERUTF8String("x"))))
                .isEqualTo(Refusal.FORBIDDEN_EXTENSION);
    }

    @Test
    void refusesWhatIsThereTwice() {
        Extension usage =
                new Extension(Extension.keyUsage, false, new DEROctetString(new byte[] {3, 2, 7, (byte) 0x80}));
        DERSequence once = new DERSequence(usage);
        ASN1ObjectIdentifier request = PKCSObjectIdentifiers.pkcs_9_at_extensionRequest;

        assertThatCode(() -> check(TestRequests.with(PAIR, request, once))).doesNotThrowAnyException();
        assertThat(refusal(TestRequests.with(PAIR, request, new DERSequence(new ASN1Encodable[] {usage, usage}))))
                .isEqualTo(Refusal.MALFORMED);
        assertThat(refusal(TestRequests.with(
                        PAIR,
                        request,
                        once,
                        new DERSequence(new Extension(
                                Extension.basicConstraints, false, new DEROctetString(new byte[] {0x30, 0}))))))
                .isEqualTo(Refusal.MALFORMED);
        assertThat(refusal(TestRequests.signed(
                        PAIR,
                        TestRequests.builder(PAIR, new X500Name(""))
                                .addAttribute(request, once)
                                .addAttribute(request, once))))
                .isEqualTo(Refusal.MALFORMED);
    }

    @Test
    void takesWhatKeytoolAndCerttoolAndPkiMake(@TempDir Path folder) throws Exception {
        String store = folder.resolve("store.p12").toString();
        Path request = folder.resolve("request");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        ExternalCommand.run(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=pump 7",
                        "-keystore",
                        store,
                        "-storepass",
                        "changeit")
                .expectSuccess();
        ExternalCommand.run(
                        keytool,
                        "-certreq",
                        "-alias",
                        "a",
                        "-keystore",
                        store,
                        "-storepass",
                        "changeit",
                        "-file",
                        request.toString())
                .expectSuccess();
        check(RequestEncoding.fromPemOrDer(Files.readAllBytes(request)));

        String key = Pem.key(folder, "key.pem", TestKeys.make("RSA-2048").getPrivate());
        String pki = ExternalCommand.run(
                        "pki", "--req", "--in", key, "--type", "rsa", "--dn", "CN=pump 7", "--outform", "pem")
                .expectSuccess();
        check(RequestEncoding.fromPemOrDer(pki.getBytes(StandardCharsets.US_ASCII)));
        String template = Pem.write(folder, "template", "cn = \"pump 7\"\nuri = \"" + DEVICE + "\"\n");
        ExternalCommand.run(
                        "certtool",
                        "--generate-request",
                        "--load-privkey",
                        key,
                        "--template",
                        template,
                        "--outfile",
                        request.toString())
                .expectSuccess();
        check(RequestEncoding.fromPemOrDer(Files.readAllBytes(request)));
    }
}
