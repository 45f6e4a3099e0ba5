package io.culvert.codec.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.ca.Issuance;
import io.culvert.api.ca.Refusal;
import io.culvert.api.ca.RenewalProof;
import io.culvert.api.ca.TrustBundle;
import io.culvert.api.codec.CodecSession;
import io.culvert.api.codec.Message;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateMethodsTest {

    private static final byte[] REQUEST = Certificates.der(Certificates.DEVICE_REQUEST);

    private final CodecSession session = new Peer().session();

    // What peers ask

    @Test
    void signTakesATokenARequestAndWhoThePeerClaimsToBe() {
        Message.Enroll enroll = sign("{\"token\":\"t\",\"csr\":" + quoted(Certificates.DEVICE_REQUEST)
                + ",\"uuid\":\"{u}\",\"name\":\"Phone\"}");
        assertThat(enroll.id()).isEqualTo(7);
        assertThat(enroll.token()).isEqualTo("t");
        assertThat(enroll.uuid()).isEqualTo("{u}");
        assertThat(enroll.name()).isEqualTo("Phone");
        assertThat(enroll.request()).isEqualTo(REQUEST);
    }

    @Test
    void aPeerNeedNotSayWhoItIs() {
        Message.Enroll enroll = sign("{\"token\":\"t\",\"csr\":\"\"}");
        assertThat(enroll.uuid()).isNull();
        assertThat(enroll.name()).isNull();
    }

    @Test
    void aRequestIsPemOrBase64InOneLineOrFolded() {
        String pem = Certificates.DEVICE_REQUEST;
        for (String text : List.of(
                pem,
                pem.replace("\n", "\r\n"),
                pem.strip(),
                pem.replace("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"),
                "Certificate Request:\n    Data: of openssl req -text\n" + pem + "and more\n",
                Certificates.DEVICE + pem,
                Base64.getEncoder().encodeToString(REQUEST),
                Base64.getMimeEncoder().encodeToString(REQUEST),
                " " + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(REQUEST) + "\n")) {
            assertThat(request(text)).as(text).isEqualTo(REQUEST);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello!",
                "ä",
                "-----BEGIN CERTIFICATE REQUEST-----",
                "-----BEGIN CERTIFICATE REQUEST-----\n!\n-----END CERTIFICATE REQUEST-----\n",
                "-----BEGIN CERTIFICATE REQUEST-----\nMIIA\n-----END CERTIFICATE-----\n",
                "-----BEGIN PRIVATE KEY-----\nMIIA\n-----END PRIVATE KEY-----\n",
                "MIIA-_",
                "MII=A"
            })
    void aRequestThatIsNeitherIsLeftToTheAuthority(String text) {
        assertThat(new String(request(text), StandardCharsets.UTF_8)).isEqualTo(text);
    }

    @Test
    void renewTakesTheCertificateAndAProofForTheRequest() throws Exception {
        for (String certificate : List.of(
                Certificates.DEVICE,
                Certificates.DEVICE + Certificates.LINK,
                Base64.getEncoder().encodeToString(Certificates.der(Certificates.DEVICE)))) {
            Message.Renew renew =
                    (Message.Renew) one("Certificate.Renew", renewal(certificate, Certificates.SIGNATURE));
            assertThat(renew.id()).isEqualTo(7);
            assertThat(renew.request()).isEqualTo(Certificates.der(Certificates.SUCCESSOR_REQUEST));
            assertThat(renew.proof().certificate()).isEqualTo(Certificates.x509(Certificates.DEVICE));
            Signature check = Signature.getInstance("SHA256withECDSA");
            check.initVerify(renew.proof().certificate());
            check.update(RenewalProof.signedContent(renew.request()));
            assertThat(check.verify(renew.proof().signature())).isTrue();
        }
    }

    @Test
    void statusTakesACertificate() {
        assertThat(one("Certificate.Status", "{\"certificate\":" + quoted(Certificates.DEVICE) + "}"))
                .isEqualTo(new Message.CertificateStatus(7, Certificates.x509(Certificates.DEVICE)));
    }

    @Test
    void authoritiesTakesNothing() {
        assertThat(one("Certificate.Authorities", "{}")).isEqualTo(new Message.Authorities(7));
        assertThat(new Peer().sends("{\"id\":\"12\",\"method\":\"Certificate.Authorities\"}"))
                .containsExactly(new Message.Authorities(12));
    }

    @Test
    void requestsMayComeInPiecesAndOneAfterTheOther() {
        byte[] utf8 = (call("Certificate.Authorities", "{}")
                        + call("Certificate.Status", "{\"certificate\":" + quoted(Certificates.DEVICE) + "}")
                        + Peer.CLASSIC)
                .getBytes(StandardCharsets.UTF_8);
        assertThat(new Peer().sendsByteByByte(utf8))
                .containsExactly(
                        new Message.Authorities(7),
                        new Message.CertificateStatus(7, Certificates.x509(Certificates.DEVICE)),
                        new Message.Authenticate("t", "{u}", "n", "o"));
    }

    @Test
    void aRequestThatIsTooLongForADocumentIsRefusedAsEveryOther() {
        String params = "{\"token\":\"t\",\"csr\":\"" + "A".repeat(10_240) + "\"}";
        assertThat(Peer.refusal(call("Certificate.Sign", params))).isEqualTo("1011 Data buffer size violation. null");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "AAAA", "MIIA", "no base64!", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"})
    void whatIsNoCertificateIsRefusedByName(String text) {
        String complaint = "Param certificate is not an X.509 certificate, in PEM or as base64 of DER.";
        assertThat(Peer.refusal(call("Certificate.Status", "{\"certificate\":" + quoted(text) + "}")))
                .isEqualTo(invalid(complaint));
        assertThat(Peer.refusal(call("Certificate.Renew", renewal(text, Certificates.SIGNATURE))))
                .isEqualTo(invalid(complaint));
    }

    @Test
    void aCertificateWithSomethingBehindItIsNone() {
        byte[] der = Certificates.der(Certificates.DEVICE);
        String longer = Base64.getEncoder().encodeToString(Arrays.copyOf(der, der.length + 1));
        assertThat(Peer.refusal(call("Certificate.Status", "{\"certificate\":\"" + longer + "\"}")))
                .contains("Param certificate is not an X.509 certificate");
        String request = Certificates.DEVICE_REQUEST;
        assertThat(Peer.refusal(call("Certificate.Status", "{\"certificate\":" + quoted(request) + "}")))
                .contains("Param certificate is not an X.509 certificate");
    }

    @Test
    void aSignatureThatIsNoBase64IsRefusedByName() {
        assertThat(Peer.refusal(call("Certificate.Renew", renewal(Certificates.DEVICE, "***"))))
                .isEqualTo(invalid("Param signature is not base64."));
    }

    @Test
    void missingForbiddenAndMistypedParamsAreRefusedWithoutShowingTheToken() {
        assertThat(Peer.refusal(call("Certificate.Sign", "{\"token\":\"secret\"}")))
                .isEqualTo(invalid("Missing key csr in {\"token\":\"***\"}"));
        assertThat(Peer.refusal(call("Certificate.Sign", "{\"csr\":\"\",\"token\":7}")))
                .isEqualTo(invalid("Param *** is not a string."));
        assertThat(Peer.refusal(call("Certificate.Sign", "{\"csr\":\"\",\"token\":\"secret\",\"nonce\":\"n\"}")))
                .isEqualTo(invalid("Forbidden key \"nonce\" in {\"csr\":\"\",\"token\":\"***\",\"nonce\":\"***\"}"));
        assertThat(Peer.refusal(call("Certificate.Renew", "{\"certificate\":\"\",\"csr\":\"\"}")))
                .isEqualTo(invalid("Missing key signature in {\"certificate\":\"\",\"csr\":\"\"}"));
        assertThat(Peer.refusal(call("Certificate.Authorities", "{\"token\":\"secret\"}")))
                .isEqualTo(invalid("Forbidden key \"token\" in {\"token\":\"***\"}"));
        assertThat(Peer.refusal(call("Certificate.Sing", "{}"))).startsWith("1011 No such method.");
    }

    @Test
    void noRequestOrCertificateHoweverDamagedThrows() {
        byte[] der = Certificates.der(Certificates.DEVICE);
        int read = 0;
        for (int seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            byte[] damaged = Arrays.copyOf(der, random.nextInt(8) == 0 ? random.nextInt(der.length) : der.length);
            for (int i = random.nextInt(4); i >= 0 && damaged.length > 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            String text = quoted(Base64.getEncoder().encodeToString(damaged));
            List<Message> messages = new Peer().sends(call("Certificate.Status", "{\"certificate\":" + text + "}"));
            assertThat(messages).as("case %d", seed).hasSize(1);
            read += messages.get(0) instanceof Message.CertificateStatus ? 1 : 0;
            assertThat(new Peer().sends(call("Certificate.Sign", "{\"token\":\"t\",\"csr\":" + text + "}")))
                    .hasOnlyElementsOfType(Message.Enroll.class);
        }
        assertThat(read).as("both outcomes are exercised").isBetween(100, 2_900);
    }

    // What they hear

    @Test
    void whatWasIssuedIsToldAsPem() {
        Json.Obj params = params(session.issued(7, Certificates.issued(Certificates.DEVICE)));
        assertThat(params.members()).containsOnlyKeys("certificate", "chain");
        assertThat(params.text("certificate")).isEqualTo(Certificates.DEVICE);
        assertThat(params.text("chain")).isEqualTo(Certificates.LINK);
    }

    @Test
    void aChainMayBeEmptyOrHaveSeveral() {
        Issuance.Issued one = Certificates.issued(Certificates.DEVICE);
        assertThat(params(session.issued(7, new Issuance.Issued(one.certificate(), List.of(), one.info())))
                        .text("chain"))
                .isEmpty();
        Issuance.Issued longer = new Issuance.Issued(
                one.certificate(),
                List.of(Certificates.x509(Certificates.ROOT_1), Certificates.x509(Certificates.LINK)),
                one.info());
        assertThat(params(session.issued(7, longer)).text("chain")).isEqualTo(Certificates.ROOT_1 + Certificates.LINK);
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void everyRefusalIsAnErrorWithItsReasonAndAnExplanation(Refusal reason) {
        assertThat(session.issued(-3, new Issuance.Refused(reason, "It is \"so\".")))
                .isEqualTo("{\"id\":-3,\"status\":\"error\",\"error\":\"Certificate refused (" + reason.text()
                        + "): It is \\\"so\\\".\"}\n");
    }

    @Test
    void authoritiesAreToldAsPem() {
        Json.Obj params = params(session.authorities(7, Certificates.TRUST));
        assertThat(params.members()).containsOnlyKeys("authorities", "links");
        assertThat(params.text("authorities")).isEqualTo(Certificates.ROOT_2 + Certificates.ROOT_1);
        assertThat(params.text("links")).isEqualTo(Certificates.LINK);
        Json.Obj none = params(session.authorities(7, new TrustBundle(List.of(), List.of(), List.of())));
        assertThat(none.text("authorities")).isEmpty();
        assertThat(none.text("links")).isEmpty();
    }

    @Test
    void aStatusIsToldAsBase64InOneLine() {
        Json.Obj params = params(session.certificateStatus(7, Certificates.OCSP));
        assertThat(params.members()).containsOnlyKeys("ocsp");
        assertThat(Base64.getDecoder().decode(String.valueOf(params.text("ocsp"))))
                .isEqualTo(Certificates.OCSP);
    }

    @Test
    void failureAndDelayAreErrorsOfTheRequest() {
        assertThat(session.failed(7, "This gateway issues no certificates."))
                .isEqualTo("{\"id\":7,\"status\":\"error\",\"error\":\"This gateway issues no certificates.\"}\n");
        assertThat(session.timedOut(7)).isEqualTo("{\"id\":7,\"status\":\"error\",\"error\":\"Command timed out\"}\n");
    }

    @Test
    void theAnswerToAuthenticateIsNotChangedByRequestsBeforeIt() {
        Peer peer = new Peer();
        assertThat(peer.sends(call("Certificate.Sign", "{\"token\":\"t\",\"csr\":\"\"}") + Peer.CLASSIC))
                .hasSize(2);
        assertThat(peer.session().accepted()).startsWith("{\"id\":1,");
    }

    private static byte[] request(String csr) {
        return sign("{\"token\":\"t\",\"csr\":" + quoted(csr) + "}").request();
    }

    private static Message.Enroll sign(String params) {
        return (Message.Enroll) one("Certificate.Sign", params);
    }

    private static Message one(String method, String params) {
        List<Message> messages = new Peer().sends(call(method, params));
        assertThat(messages).hasSize(1);
        return messages.get(0);
    }

    private static String call(String method, String params) {
        return "{\"id\":7,\"method\":\"" + method + "\",\"params\":" + params + "}";
    }

    private static String renewal(String certificate, String signature) {
        return "{\"certificate\":" + quoted(certificate) + ",\"signature\":" + quoted(signature) + ",\"csr\":"
                + quoted(Certificates.SUCCESSOR_REQUEST) + "}";
    }

    private static String quoted(String text) {
        return new Json.Str(text).toString();
    }

    private static String invalid(String complaint) {
        return "1011 Invalid params passed. " + Outgoing.error(7, "Invalid params: " + complaint);
    }

    private static Json.Obj params(String reply) {
        Json.Obj answer = Peer.read(reply);
        assertThat(answer.get("id")).isEqualTo(Json.Literal.of(7));
        assertThat(answer.text("status")).isEqualTo("success");
        return (Json.Obj) answer.members().getOrDefault("params", Json.Literal.NULL);
    }
}
