package io.culvert.itests.ca;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.itests.gateway.Command;
import io.culvert.itests.gateway.GatewayProcess;
import io.culvert.itests.gateway.GatewayShell;
import io.culvert.itests.peers.Await;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What people know of a D2D authority: where its files are, and that it is renewed without a restart. */
@Timeout(180)
class SeedIT {

    @Test
    void theFilesAreWhereTheyAreLookedForAndOpenWithTheUsualTools(@TempDir Path folder) throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start("seed")) {
            GatewayShell shell = GatewayShell.of(gateway);
            Path d2d = gateway.state().resolve("server_maintenance/d2d");
            String subject = Command.run(folder, "openssl x509 -in " + d2d + "/ca.pem -noout -subject -checkend 0");
            assertThat(subject).contains("Culvert D2D CA G1");
            String listed = Command.run(folder, "keytool -list -keystore " + d2d + "/ca.jks -storepass changeit");
            assertThat(listed).contains("trustedCertEntry").doesNotContain("PrivateKeyEntry");
            byte[] keys = Files.readAllBytes(d2d.resolve("ca.jks"));
            assertThat(new String(keys, StandardCharsets.ISO_8859_1)).doesNotContain("PRIVATE KEY");

            long before = gateway.pid();
            shell.execute("culvert:ca-renew -y");
            listed = Command.run(folder, "keytool -list -keystore " + d2d + "/ca.jks -storepass changeit");
            assertThat(listed).contains("g1", "g2").doesNotContain("PrivateKeyEntry");
            assertThat(Command.run(folder, "grep -c BEGIN " + d2d + "/ca.pem").strip())
                    .isEqualTo("2");
            assertThat(ProcessHandle.of(before))
                    .hasValueSatisfying(process -> assertThat(process.isAlive()).isTrue());
            // The listener shows it to whoever asks now, with what leads from the old root to it.
            Await.until("the listener's chain", () -> chain(gateway, folder).contains("0 (ok)"));
        }
    }

    private static String chain(GatewayProcess gateway, Path folder) {
        return Command.output(
                folder,
                "openssl s_client -connect 127.0.0.1:" + gateway.tlsPort() + " -CAfile " + Device.authority(gateway)
                        + " -verify_return_error < /dev/null | grep 'Verify return' || true");
    }
}
