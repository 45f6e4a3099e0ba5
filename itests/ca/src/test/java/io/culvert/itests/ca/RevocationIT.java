package io.culvert.itests.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.client.CulvertException;
import io.culvert.itests.gateway.GatewayProcess;
import io.culvert.itests.gateway.GatewayShell;
import io.culvert.itests.peers.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A device that was revoked is out, everywhere, and everybody else stays. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all tests
class RevocationIT {

    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    private GatewayProcess gateway;
    private GatewayShell shell;

    @BeforeAll
    void start() throws Exception {
        gateway = GatewayProcess.start("revocation");
        shell = GatewayShell.of(gateway);
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    @Test
    void itsTunnelIsClosedItCannotComeBackNginxRefusesItAndOthersStay(@TempDir Path folder) throws Exception {
        Device lost = Device.enrolled(gateway, folder.resolve("lost"));
        Device partner = Device.enrolled(gateway, folder.resolve("partner"));
        Device other = Device.enrolled(gateway, folder.resolve("other"));
        try (Nginx nginx = Nginx.start(folder, gateway);
                Meeting doomed = Meeting.of(lost, partner, "doomed");
                Meeting staying = Meeting.of(other, partner, "staying")) {
            doomed.exchange(HELLO);
            assertThat(nginx.admits(lost.folder())).isTrue();

            long begun = System.nanoTime();
            shell.execute("culvert:ca-revoke -y --reason key-compromise "
                    + lost.identity().device());
            long revoked = System.nanoTime();
            assertThatThrownBy(() -> doomed.first().in().read())
                    .isInstanceOfSatisfying(
                            CulvertException.class, e -> assertThat(e.kind()).isEqualTo(CulvertException.Kind.REVOKED));
            long closed = System.nanoTime();
            assertThatThrownBy(() -> doomed.second().in().read()).isInstanceOf(IOException.class);
            System.out.printf(
                    "RevocationIT: the command took %d ms, the tunnel was closed %d ms after it%n",
                    (revoked - begun) / 1_000_000, (closed - revoked) / 1_000_000);

            // Not by its certificate, not by its token as the same device, not by a new certificate.
            assertThatThrownBy(() -> lost.meetInTheOpen("again")).isInstanceOf(CulvertException.class);
            assertThatThrownBy(lost::enroll)
                    .isInstanceOfSatisfying(CulvertException.class, e -> assertThat(e.kind())
                            .isEqualTo(CulvertException.Kind.CERTIFICATE_REFUSED))
                    .hasMessageContaining("revoked");
            assertThatThrownBy(lost::renew).isInstanceOf(CulvertException.class);
            nginx.fetchRevocationList();
            Await.until("nginx to have read the list", () -> !nginx.admits(lost.folder()));
            assertThat(nginx.admits(other.folder())).isTrue();

            staying.exchange(HELLO);
            try (Meeting after = Meeting.of(partner, other, "after")) {
                after.exchange(HELLO);
            }
            // Until the operator lets it in again.
            shell.execute("culvert:ca-revoke -y --lift " + lost.identity().device());
            lost.enroll();
            try (Meeting back = Meeting.of(lost, partner, "back")) {
                back.exchange(HELLO);
            }
        }
    }

    /** The gateway lets it in by its token, as somebody else, but its partner asks who it is. */
    @Test
    void aPartnerDoesNotBelieveARevokedCertificateEitherWayItCame(@TempDir Path folder) throws Exception {
        Device lost = Device.enrolled(gateway, folder.resolve("lost"));
        Device partner = Device.enrolled(gateway, folder.resolve("partner"));
        String serial = lost.identity().certificate().getSerialNumber().toString(16);
        shell.execute("culvert:ca-revoke -y " + serial);
        assertThatThrownBy(() -> Meeting.of(
                        () -> partner.meet("revoked", lost), () -> lost.meetWithoutShowing("revoked", partner)))
                .hasStackTraceContaining("revoked");
    }

    @Test
    void theListIsServedToEverybody(@TempDir Path folder) throws Exception {
        Path list = folder.resolve("crl.pem");
        Nginx.curl(gateway, "/d2d/crl.pem", list);
        assertThat(Files.readString(list)).startsWith("-----BEGIN X509 CRL-----");
    }
}
