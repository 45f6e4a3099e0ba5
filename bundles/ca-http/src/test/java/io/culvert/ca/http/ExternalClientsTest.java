package io.culvert.ca.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.est.ESTException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that nobody here wrote, over real sockets. */
class ExternalClientsTest {

    private static final String UUID = "6f1c2f0e-92ab-4d6a-8d9e-3c1b4a5d6e7f";

    @TempDir
    Path folder = Path.of("");

    private final SigningAuthority authority;
    private final DoorServer server;

    ExternalClientsTest() throws Exception {
        authority = SigningAuthority.ec();
        authority.accept("good-token", "alice");
        server = new DoorServer(authority);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa", "ecdsa"})
    void strongSwanEnrolsAndRenews(String type) throws Exception {
        assumeTrue(EstByStrongSwan.isInstalled(), "Debian's package strongswan-pki");
        assumeTrue(
                type.equals("rsa") || EstByStrongSwan.knowsCurves(folder),
                "Debian's package libstrongswan-standard-plugins");
        SigningAuthority own = new SigningAuthority(type.equals("rsa") ? "RSA" : "EC");
        own.accept("good-token", "alice");
        try (DoorServer other = new DoorServer(own)) {
            X509Certificate root = own.trust().roots().get(0);
            Path file = Files.write(folder.resolve("root.der"), root.getEncoded());
            EstByStrongSwan device = new EstByStrongSwan(folder, other.url(), file);
            assertThat(device.authorities()).containsExactly(root);

            device.makeRequest("first", type, UUID);
            X509Certificate first = device.enroll("first", UUID, "good-token");
            assertThat(Generation.names(first)).containsEntry("device", UUID).containsEntry("identity", "alice");
            device.makeRequest("second", type, UUID);
            X509Certificate second = device.renew("second", "first");
            assertThat(Generation.names(second)).isEqualTo(Generation.names(first));
            assertThat(second.getPublicKey()).isNotEqualTo(first.getPublicKey());

            assertThat(device.tryToEnroll("first", UUID, "bad-token").errors()).contains("HTTP 401");
            own.revoke(second);
            assertThat(device.tryToRenew("first", "second").exit()).isNotZero();
        }
    }

    @Test
    void bouncyCastleEnrolsAndRenews() throws Exception {
        authority.renew();
        EstByBouncyCastle device = new EstByBouncyCastle("127.0.0.1", port(server.url()), root(1));
        assertThat(device.authorities())
                .containsAll(authority.trust().roots())
                .containsAll(authority.trust().links())
                .hasSize(3);
        assertThat(device.attributes())
                .containsExactlyInAnyOrder(X9ObjectIdentifiers.id_ecPublicKey, X9ObjectIdentifiers.ecdsa_with_SHA256)
                .doesNotContain(SECObjectIdentifiers.secp256r1); // a value of the first

        EstByBouncyCastle.Enrolled first = device.enroll(UUID, "good-token");
        assertThat(Generation.names(first.certificate())).containsEntry("device", UUID);
        EstByBouncyCastle.Enrolled second = device.renew(first);
        assertThat(Generation.names(second.certificate())).isEqualTo(Generation.names(first.certificate()));

        assertThatExceptionOfType(ESTException.class)
                .isThrownBy(() -> device.enroll(UUID, "bad-token"))
                .matches(failure -> failure.getStatusCode() == 401);
        authority.revoke(second.certificate());
        assertThatExceptionOfType(ESTException.class)
                .isThrownBy(() -> device.renew(second))
                .matches(failure -> failure.getStatusCode() == 403);
    }

    @Test
    void curlAndOpensslEnrolAndRenew() throws Exception {
        EstByCurl device = curl();
        assertThat(device.authorities()).containsExactly(root(1));
        device.makeRequest("first");
        X509Certificate first = device.enroll("first", UUID, "good-token");
        assertThat(Generation.names(first)).containsEntry("device", UUID);
        device.makeRequest("second");
        assertThat(Generation.names(device.renew("second", "first"))).isEqualTo(Generation.names(first));
        device.makeRequest("third");
        assertThat(Generation.names(device.enrollAsBearer("third", "good-token")))
                .containsEntry("identity", "alice");
    }

    @Test
    void opensslFindsOutWhatIsRevoked() throws Exception {
        EstByCurl device = curl();
        device.makeRequest("good");
        device.enroll("good", UUID, "good-token");
        device.makeRequest("bad");
        X509Certificate bad = device.enroll("bad", UUID, "good-token");
        assertThat(device.ocsp(server.plainUrl(), "bad")).contains("bad.pem: good", "Response verify OK");
        assertThat(device.verify("bad").exit()).isZero();

        authority.revoke(bad);
        assertThat(device.ocsp(server.plainUrl(), "bad")).contains("bad.pem: revoked", "Response verify OK");
        assertThat(device.ocsp(server.plainUrl(), "good")).contains("good.pem: good");
        assertThat(device.verify("bad").errors()).contains("certificate revoked");
        assertThat(device.verify("good").exit()).isZero();
    }

    @Test
    void opensslReadsWhatIsPublished() throws Exception {
        authority.renew();
        for (String list : List.of("crl.der", "crl-1.der", "crl-2.der")) {
            Command.script(
                    folder,
                    "curl -fsS " + server.plainUrl() + "/d2d/" + list + " | openssl crl -inform DER -noout -text");
        }
        Command counted = Command.script(
                folder,
                "curl -fsS U/d2d/crl.pem | grep -c BEGIN; curl -fsS U/d2d/ca.pem | grep -c BEGIN"
                        .replace("U/", server.plainUrl() + "/"));
        assertThat(new String(counted.output(), StandardCharsets.UTF_8)).isEqualTo("2\n2\n");
    }

    @Test
    void curlAsksOnlyForWhatIsNew() throws Exception {
        String fetch = "curl -fsS --etag-save tag --etag-compare tag -o list.pem -w '%{http_code}' " + server.plainUrl()
                + "/d2d/crl.pem";
        assertThat(Command.script(folder, fetch).output()).asString().isEqualTo("200");
        assertThat(Command.script(folder, fetch).output()).asString().isEqualTo("304");
        authority.revoke(root(1));
        assertThat(Command.script(folder, fetch).output()).asString().isEqualTo("200");
    }

    @Test
    void opensslReadsTheAnswerToAGet() throws Exception {
        EstByCurl device = curl();
        device.makeRequest("a");
        device.enroll("a", UUID, "good-token");
        Command.script(folder, "openssl ocsp -issuer root.pem -cert a.pem -no_nonce -reqout request.der");
        byte[] request = Files.readAllBytes(folder.resolve("request.der"));
        String path = Base64.getEncoder()
                .encodeToString(request)
                .replace("+", "%2B")
                .replace("/", "%2F")
                .replace("=", "%3D");
        Command.script(folder, "curl -fsS -o reply.der " + server.plainUrl() + "/d2d/ocsp/" + path);
        Command read =
                Command.script(folder, "openssl ocsp -respin reply.der -issuer root.pem -cert a.pem -CAfile root.pem");
        assertThat(new String(read.output(), StandardCharsets.UTF_8)).contains("a.pem: good");
    }

    private EstByCurl curl() throws Exception {
        Path pem = folder.resolve("root.pem");
        Files.write(
                pem,
                Publication.after(null, List.of(root(1)), Publication.Encoding.PEM, Instant.now())
                        .content());
        return new EstByCurl(folder, server.url(), pem);
    }

    private X509Certificate root(int generation) {
        List<X509Certificate> roots = authority.trust().roots();
        return roots.get(roots.size() - generation);
    }

    private static int port(String url) {
        return URI.create(url).getPort();
    }
}
