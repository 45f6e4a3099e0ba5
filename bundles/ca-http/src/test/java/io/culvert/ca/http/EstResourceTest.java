package io.culvert.ca.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.auth.Credentials;
import io.culvert.api.ca.Refusal;
import io.culvert.api.http.HttpReply;
import io.culvert.api.http.HttpRequest;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EstResourceTest {

    private static final String UUID = "6f1c2f0e-92ab-4d6a-8d9e-3c1b4a5d6e7f";
    private static final String ENROLL = "/.well-known/est/simpleenroll";
    private static final String RENEW = "/.well-known/est/simplereenroll";
    private static final String PKCS10 = "application/pkcs10";
    private static final String TOKEN = "good-token";

    private final SigningAuthority authority;
    private final EstResource est = new EstResource();
    private final byte[] request;

    EstResourceTest() throws Exception {
        authority = SigningAuthority.ec();
        authority.accept(TOKEN, "alice");
        est.authority = authority;
        KeyPair keys = Generation.keys("EC");
        request = new JcaPKCS10CertificationRequestBuilder(new X500Principal("CN=x"), keys.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                .getEncoded();
    }

    private Requests enroll() {
        return Requests.post(ENROLL, PKCS10, Base64.getEncoder().encode(request));
    }

    @Test
    void theAuthoritiesAreAllRootsAndLinks() throws Exception {
        authority.renew();
        HttpReply reply = Requests.get("/.well-known/est/cacerts").to(est);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers())
                .containsEntry("Content-Type", "application/pkcs7-mime")
                .containsEntry("Content-Transfer-Encoding", "base64");
        assertThat(certificates(reply))
                .containsAll(authority.trust().roots())
                .containsAll(authority.trust().links())
                .hasSize(3);
    }

    @Test
    void theReplyToAnEnrolmentIsTheCertificateAloneInOneLine() throws Exception {
        authority.renew();
        HttpReply reply = enroll().basic(UUID, TOKEN).to(est);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers())
                .containsEntry("Content-Type", "application/pkcs7-mime; smime-type=certs-only")
                .containsEntry("Content-Transfer-Encoding", "base64");
        assertThat(Requests.text(reply)).doesNotContain("\n", "\r");
        assertThat(certificates(reply)).singleElement().satisfies(issued -> assertThat(Generation.names(issued))
                .containsEntry("device", UUID)
                .containsEntry("identity", "alice"));
    }

    @Test
    void theUserNameIsTheDeviceOrANameForPeople() {
        enroll().basic(UUID.toUpperCase(Locale.ROOT), TOKEN).to(est);
        enroll().basic("kitchen", TOKEN).to(est);
        enroll().basic("", TOKEN).to(est);
        enroll().with("Authorization", "bearer " + TOKEN).to(est);
        assertThat(authority.asked)
                .extracting(Credentials::uuid)
                .containsExactly(UUID.toUpperCase(Locale.ROOT), null, null, null);
        assertThat(authority.asked).extracting(Credentials::name).containsExactly(null, "kitchen", null, null);
        assertThat(authority.asked).extracting(Credentials::token).containsOnly(TOKEN);
        assertThat(authority.asked).extracting(Credentials::nonce).containsOnlyNulls();
    }

    @Test
    void aTokenMayHaveColonsAndAnyLetters() {
        authority.accept("a:b:ü", "bob");
        assertThat(enroll().basic(UUID, "a:b:ü").to(est).status()).isEqualTo(200);
    }

    @Test
    void theRequestMayBeFoldedOrNotAndWithOrWithoutItsTransferEncodingOrDer() {
        List<byte[]> forms = List.of(
                Base64.getEncoder().encode(request),
                Base64.getMimeEncoder(76, new byte[] {'\r', '\n'}).encode(request),
                (Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(request) + "\n")
                        .getBytes(StandardCharsets.US_ASCII),
                request);
        for (byte[] form : forms) {
            Requests plain = Requests.post(ENROLL, PKCS10, form).basic(UUID, TOKEN);
            assertThat(plain.to(est).status()).isEqualTo(200);
            assertThat(plain.with("Content-Transfer-Encoding", "base64").to(est).status())
                    .isEqualTo(200);
        }
        assertThat(authority.requests).hasSize(8).allSatisfy(seen -> assertThat(seen)
                .isEqualTo(request));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/pkcs10; charset=us-ascii", "Application/PKCS10", "application/pkcs10 "})
    void theContentTypeMayHaveParametersAndCapitals(String type) {
        assertThat(enroll().with("Content-Type", type)
                        .basic(UUID, TOKEN)
                        .to(est)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void withoutATokenItIsChallenged() {
        HttpReply reply = enroll().to(est);
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.headers().get("WWW-Authenticate")).startsWith("Basic realm=");
        assertThat(authority.asked).isEmpty();
    }

    @Test
    void aTokenThatIsNotGoodIsChallengedWithAReason() {
        HttpReply reply = enroll().basic(UUID, "bad-token").to(est);
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.headers()).containsKey("WWW-Authenticate");
        assertThat(Requests.text(reply)).startsWith("not-authenticated: ").doesNotContain("bad-token");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Basic",
                "Basic ",
                "Basic !!!!",
                "Basic bm9jb2xvbg==", // nocolon
                "Basic dXNlcjo=", // user:
                "Basic dXNlcjr/", // not UTF-8
                "Basic dXNlcjphCmI=", // a line feed in the token
                "Bearer",
                "Bearer  ",
                "Digest username=\"x\"",
                "good-token"
            })
    void aBrokenAuthorizationIsChallengedWithAReason(String header) {
        HttpReply reply = enroll().with("Authorization", header).to(est);
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.headers()).containsKey("WWW-Authenticate");
        assertThat(Requests.text(reply)).endsWith(".\n").doesNotContain("good-token");
        assertThat(authority.asked).isEmpty();
    }

    @Test
    void twoTokensAreNone() {
        Requests two = enroll().with("Authorization", "Bearer " + TOKEN, "Bearer other");
        assertThat(two.to(est).status()).isEqualTo(401);
        assertThat(authority.asked).isEmpty();
    }

    @Test
    void theTokenShowsInNoText() throws Exception {
        PresentedToken token = PresentedToken.of(new HttpRequest(
                "POST", ENROLL, "", enroll().basic("kitchen", TOKEN).headers(), new byte[0], Requests.connectionOf()));
        assertThat(token.toString()).contains("kitchen").doesNotContain(TOKEN);
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_AUTHENTICATED, 401",
        "TOKEN_USED_UP, 401",
        "MALFORMED, 400",
        "OVERSIZED, 413",
        "BAD_SIGNATURE, 400",
        "UNSUPPORTED_KEY, 400",
        "WEAK_KEY, 400",
        "KEY_IN_USE, 400",
        "WRONG_NAME, 400",
        "WANTS_AUTHORITY, 400",
        "FORBIDDEN_EXTENSION, 400",
        "BAD_DEVICE, 400",
        "FOREIGN_DEVICE, 403",
        "REVOKED, 403",
        "NOT_OURS, 403",
        "EXPIRED, 403",
        "TOO_OFTEN, 429",
        "TOO_MANY, 403",
        "UNAVAILABLE, 503"
    })
    void eachRefusalHasItsStatusAndText(Refusal refusal, int status) {
        authority.refusal = refusal;
        HttpReply reply = enroll().basic(UUID, TOKEN).to(est);
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.headers().get("Content-Type")).startsWith("text/plain");
        assertThat(Requests.text(reply)).isEqualTo(refusal.text() + ": so it was told\n");
        assertThat(reply.headers().containsKey("Retry-After")).isEqualTo(status == 429 || status == 503);
        assertThat(reply.headers().containsKey("WWW-Authenticate")).isEqualTo(status == 401);
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void aRenewalIsRefusedLikeAnEnrolment(Refusal refusal) throws Exception {
        authority.refusal = refusal;
        X509Certificate old = authority.server(Generation.keys("EC"));
        HttpReply renewed = Requests.post(RENEW, PKCS10, request).from(old).to(est);
        assertThat(renewed.status())
                .isEqualTo(enroll().basic(UUID, TOKEN).to(est).status());
    }

    @Test
    void anEmptyRequestIsRefused() {
        HttpReply reply =
                Requests.post(ENROLL, PKCS10, new byte[0]).basic(UUID, TOKEN).to(est);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(Requests.text(reply)).contains("empty");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "!!!!",
                "MIIB*AAA",
                "M",
                "MII=AAAA",
                "-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n"
            })
    void brokenBase64IsRefused(String body) {
        HttpReply reply = Requests.post(ENROLL, PKCS10, body.getBytes(StandardCharsets.US_ASCII))
                .basic(UUID, TOKEN)
                .to(est);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(Requests.text(reply)).contains("base64", "BEGIN");
        assertThat(authority.asked).isEmpty();
    }

    @Test
    void whatIsNoRequestIsRefusedByTheAuthority() {
        HttpReply reply = Requests.post(ENROLL, PKCS10, "AAAA".getBytes(StandardCharsets.US_ASCII))
                .basic(UUID, TOKEN)
                .to(est);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(Requests.text(reply)).startsWith("malformed: ");
    }

    @Test
    void aHugeRequestIsRefusedBeforeItIsDecoded() {
        byte[] der = new byte[16 * 1024 + 1];
        der[0] = 0x30;
        assertThat(Requests.post(ENROLL, PKCS10, der).basic(UUID, TOKEN).to(est).status())
                .isEqualTo(413);
        byte[] base64 = Base64.getEncoder().encode(new byte[20 * 1024]);
        assertThat(Requests.post(ENROLL, PKCS10, base64)
                        .basic(UUID, TOKEN)
                        .to(est)
                        .status())
                .isEqualTo(413);
        assertThat(authority.asked).isEmpty();
    }

    @Test
    void theLongestRequestReachesTheAuthorityHoweverItIsFolded() {
        byte[] longest = new byte[16 * 1024];
        longest[0] = 0x30;
        for (byte[] form : List.of(
                longest,
                Base64.getEncoder().encode(longest),
                Base64.getMimeEncoder(64, new byte[] {'\r', '\n'}).encode(longest))) {
            HttpReply reply =
                    Requests.post(ENROLL, PKCS10, form).basic(UUID, TOKEN).to(est);
            assertThat(Requests.text(reply)).startsWith("malformed: ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/x-www-form-urlencoded", "text/plain", ""})
    void anotherContentTypeIsNotSupported(String type) {
        HttpReply reply = enroll().with("Content-Type", type).basic(UUID, TOKEN).to(est);
        assertThat(reply.status()).isEqualTo(415);
        assertThat(Requests.text(reply)).contains(PKCS10);
    }

    @ParameterizedTest
    @CsvSource({
        "cacerts, POST, 'GET, HEAD'",
        "csrattrs, PUT, 'GET, HEAD'",
        "simpleenroll, GET, POST",
        "simplereenroll, DELETE, POST",
        "simpleenroll, BREW, POST"
    })
    void anotherMethodIsNotAllowed(String operation, String method, String allowed) {
        HttpReply reply =
                Requests.get("/.well-known/est/" + operation).by(method).to(est);
        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.headers()).containsEntry("Allow", allowed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "label/cacerts",
                "label/simpleenroll",
                "serverkeygen",
                "fullcmc",
                "cacerts/",
                "CACERTS",
                "%63acerts",
                "../cacerts"
            })
    void thereAreNoLabelsAndNoOtherOperations(String rest) {
        assertThat(Requests.get("/.well-known/est/" + rest).to(est).status()).isEqualTo(404);
    }

    @Test
    void aRenewalNeedsAClientCertificate() {
        HttpReply reply =
                Requests.post(RENEW, PKCS10, request).basic(UUID, TOKEN).to(est);
        assertThat(reply.status()).isEqualTo(403);
        assertThat(Requests.text(reply)).contains("no client certificate");
    }

    @Test
    void aRevokedDeviceIsNotRenewed() throws Exception {
        HttpReply enrolled = enroll().basic(UUID, TOKEN).to(est);
        X509Certificate old = certificates(enrolled).get(0);
        Requests renewal = Requests.post(RENEW, PKCS10, request).from(old);
        assertThat(renewal.to(est).status()).isEqualTo(200);
        authority.revoke(old);
        assertThat(renewal.to(est).status()).isEqualTo(403);
    }

    @Test
    void withoutTheAuthorityItIsUnavailableForAWhile() {
        est.authority = null;
        for (Requests each : List.of(
                Requests.get("/.well-known/est/cacerts"),
                enroll().basic(UUID, TOKEN),
                Requests.post(RENEW, PKCS10, request), // listeners ask nobody for a certificate then
                Requests.post(RENEW, PKCS10, request)
                        .from(authority.trust().roots().get(0)))) {
            HttpReply reply = each.to(est);
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.headers()).containsKey("Retry-After");
            assertThat(Requests.text(reply)).contains("not running");
        }
        est.authority = authority;
        assertThat(Requests.get("/.well-known/est/cacerts").to(est).status()).isEqualTo(200);
    }

    private static List<X509Certificate> certificates(HttpReply reply) throws Exception {
        byte[] der = Base64.getDecoder().decode(reply.body());
        return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(der)).stream()
                .map(X509Certificate.class::cast)
                .toList();
    }
}
