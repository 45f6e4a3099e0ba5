package io.culvert.itests.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.culvert.ca.http.Command;
import io.culvert.ca.http.EstByBouncyCastle;
import io.culvert.ca.http.EstByCurl;
import io.culvert.ca.http.EstByStrongSwan;
import io.culvert.itests.peers.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.bouncycastle.est.ESTException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Devices that enrol by HTTP, with clients that nobody here wrote. */
@ExtendWith(SharedGateway.class)
class EstIT {

    private static final String HOST = "127.0.0.1";

    @TempDir
    Path folder = Path.of("");

    private final String device = UUID.randomUUID().toString();

    @Test
    void strongSwanEnrolsAndRenews(GatewayProcess gateway) throws Exception {
        assumeTrue(
                EstByStrongSwan.knowsCurves(folder),
                "Debian's packages strongswan-pki and libstrongswan-standard-plugins");
        EstByStrongSwan client = new EstByStrongSwan(folder, url(gateway), authority(gateway));
        assertThat(client.authorities()).contains(Certificate.read(authority(gateway)));
        client.makeRequest("first", "ecdsa", device);
        X509Certificate first = client.enroll("first", device, Tokens.next());
        assertThat(names(first)).contains("urn:culvert:device:" + device);
        client.makeRequest("second", "ecdsa", device);
        assertThat(names(client.renew("second", "first"))).isEqualTo(names(first));
        assertThat(client.tryToEnroll("first", device, "no-such-token").errors())
                .contains("HTTP 401");
    }

    @Test
    void bouncyCastleEnrolsAndRenews(GatewayProcess gateway) throws Exception {
        EstByBouncyCastle client =
                new EstByBouncyCastle(HOST, gateway.tls(null).port(), Certificate.read(authority(gateway)));
        assertThat(client.authorities()).contains(Certificate.read(authority(gateway)));
        assertThat(client.attributes()).isNotEmpty();
        EstByBouncyCastle.Enrolled first = client.enroll(device, Tokens.next());
        assertThat(names(first.certificate())).contains("urn:culvert:device:" + device);
        assertThat(names(client.renew(first).certificate())).isEqualTo(names(first.certificate()));
        assertThatExceptionOfType(ESTException.class)
                .isThrownBy(() -> client.enroll(device, "no-such-token"))
                .matches(failure -> failure.getStatusCode() == 401);
    }

    @Test
    void curlAndOpensslEnrolRenewAndVerify(GatewayProcess gateway) throws Exception {
        EstByCurl client = new EstByCurl(folder, url(gateway), authority(gateway));
        assertThat(client.authorities()).contains(Certificate.read(authority(gateway)));
        client.makeRequest("first");
        X509Certificate first = client.enroll("first", device, Tokens.next());
        assertThat(names(first)).contains("urn:culvert:device:" + device);
        client.makeRequest("second");
        assertThat(names(client.renew("second", "first"))).isEqualTo(names(first));
        client.makeRequest("third");
        assertThat(client.enrollAsBearer("third", Tokens.next())).isNotNull();
        Command verified = client.verify("second");
        assertThat(verified.exit()).as(verified.errors()).isZero();
        assertThat(client.ocsp(plainUrl(gateway), "second")).contains("second.pem: good", "Response verify OK");
    }

    @Test
    void everyListCanBeFetched(GatewayProcess gateway) throws Exception {
        for (String list : List.of("crl.der", "crl-1.der")) {
            assertThat(status(gateway, "/d2d/" + list)).as(list).isEqualTo("200");
        }
        assertThat(status(gateway, "/d2d/crl-99.der")).isEqualTo("404");
        assertThat(status(gateway, "/d2d/ca.p12")).isEqualTo("404");
    }

    @Test
    void badRequestsAreToldSo(GatewayProcess gateway) throws Exception {
        String pkcs10 = "-H Content-Type:application/pkcs10 ";
        assertThat(status(gateway, "/.well-known/est/simpleenroll")).isEqualTo("405");
        assertThat(status(gateway, "/.well-known/est/label/cacerts")).isEqualTo("404");
        assertThat(status(gateway, pkcs10 + "-d MIIB", "/.well-known/est/simpleenroll"))
                .isEqualTo("401");
        assertThat(status(gateway, pkcs10 + "-d MIIB -u :" + Tokens.next(), "/.well-known/est/simpleenroll"))
                .isEqualTo("400");
        assertThat(status(gateway, "-d MIIB -u :" + Tokens.next(), "/.well-known/est/simpleenroll"))
                .isEqualTo("415");
        assertThat(status(gateway, pkcs10 + "-d MIIB", "/.well-known/est/simplereenroll"))
                .isEqualTo("403");
        Files.writeString(folder.resolve("huge"), "A".repeat(100_000));
        assertThat(status(
                        gateway, pkcs10 + "--data-binary @huge -u :" + Tokens.next(), "/.well-known/est/simpleenroll"))
                .isEqualTo("413");
    }

    @Test
    void noTokenGetsIntoTheLog(GatewayProcess gateway) throws Exception {
        String secret = "a-secret-that-nobody-knows";
        status(gateway, "-H Content-Type:application/pkcs10 -d MIIB -u :" + secret, "/.well-known/est/simpleenroll");
        assertThat(gateway.log()).doesNotContain(secret);
    }

    @Test
    void aDoorCanBeShutAndOpened(GatewayProcess gateway) throws Exception {
        Path file = gateway.etc("io.culvert.ca.http.cfg");
        String before = Files.readString(file);
        try {
            Files.writeString(file, "ocsp = false\n");
            Await.until("the responder to go", () -> ocspStatus(gateway).equals("404"));
            assertThat(status(gateway, "/d2d/crl.pem")).isEqualTo("200");
        } finally {
            Files.writeString(file, before);
        }
        Await.until("the responder to come back", () -> ocspStatus(gateway).equals("200"));
    }

    private String ocspStatus(GatewayProcess gateway) {
        try {
            return status(gateway, "/d2d/ocsp/AAAA");
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private String status(GatewayProcess gateway, String path) throws IOException, InterruptedException {
        return status(gateway, "", path);
    }

    private String status(GatewayProcess gateway, String options, String path)
            throws IOException, InterruptedException {
        Command curl = Command.script(
                folder,
                "curl -sS -o /dev/null -w '%{http_code}' --path-as-is --cacert " + authority(gateway) + " " + options
                        + " " + url(gateway) + path);
        return new String(curl.output(), StandardCharsets.US_ASCII);
    }

    /** The gateway's own authority, of which its listener has a certificate. */
    private static Path authority(GatewayProcess gateway) {
        Path file = gateway.state().resolve("server_maintenance/d2d/ca.pem");
        Await.until("the authority", () -> Files.exists(file));
        return file;
    }

    private static String url(GatewayProcess gateway) {
        return "https://" + HOST + ":" + gateway.tls(null).port();
    }

    private static String plainUrl(GatewayProcess gateway) {
        return "http://" + HOST + ":" + gateway.ports().websocket().port();
    }

    private static List<String> names(X509Certificate certificate) throws CertificateParsingException {
        Collection<List<?>> all = Objects.requireNonNullElse(certificate.getSubjectAlternativeNames(), List.of());
        return all.stream().map(name -> name.get(1).toString()).sorted().toList();
    }
}
