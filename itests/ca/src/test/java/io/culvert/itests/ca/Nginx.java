package io.culvert.itests.ca;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.culvert.api.FreePort;
import io.culvert.itests.gateway.Command;
import io.culvert.itests.gateway.GatewayProcess;
import io.culvert.itests.peers.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A server of somebody else's that admits our devices: it has our roots and our revocation list. */
final class Nginx implements AutoCloseable {

    private final Path folder;
    private final GatewayProcess gateway;
    private final int port;
    private final Process process;

    private Nginx(Path folder, GatewayProcess gateway, int port, Process process) {
        this.folder = folder;
        this.gateway = gateway;
        this.port = port;
        this.process = process;
    }

    static Nginx start(Path folder, GatewayProcess gateway) throws IOException, InterruptedException {
        if (System.getenv("CI") == null) {
            assumeThat(Path.of("/usr/sbin/nginx"))
                    .as("apt-get install nginx-light")
                    .exists();
        }
        int port = FreePort.next();
        Files.copy(Device.authority(gateway), folder.resolve("ca.pem"));
        curl(gateway, "/d2d/crl.pem", folder.resolve("crl.pem"));
        Command.run(
                folder,
                "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -subj /CN=localhost -days 2"
                        + " -keyout server.key -out server.crt");
        Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                pid %1$s/nginx.pid;
                error_log %1$s/nginx-error.log;
                events {}
                http {
                    access_log off;
                    server {
                        listen 127.0.0.1:%2$d ssl;
                        ssl_certificate %1$s/server.crt;
                        ssl_certificate_key %1$s/server.key;
                        ssl_client_certificate %1$s/ca.pem;
                        ssl_crl %1$s/crl.pem;
                        ssl_verify_client on;
                        ssl_verify_depth 3;
                        location / { return 200 "admitted\\n"; }
                    }
                }
                """.formatted(folder, port));
        Process process = new ProcessBuilder("/usr/sbin/nginx", "-p", folder.toString(), "-c", folder + "/nginx.conf")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nginx.out").toFile())
                .start();
        Nginx started = new Nginx(folder, gateway, port, process);
        Await.until("nginx", () -> Files.exists(folder.resolve("nginx.pid")));
        return started;
    }

    /** Gets the list anew, as a timer of its operator would, and lets nginx read it. */
    void fetchRevocationList() throws IOException, InterruptedException {
        Path fresh = folder.resolve("crl.new");
        curl(gateway, "/d2d/crl.pem", fresh);
        Files.move(fresh, folder.resolve("crl.pem"), StandardCopyOption.REPLACE_EXISTING);
        Command.run(folder, "kill -HUP " + process.pid());
    }

    /** Whether it lets a device in. */
    boolean admits(Path identity) {
        String answer = Command.output(
                folder,
                "curl -sS -k --cert " + identity.resolve("certificate.pem") + " --key " + identity.resolve("key.pem")
                        + " https://127.0.0.1:" + port + "/ || true");
        return answer.contains("admitted");
    }

    /** Fetches something from the gateway. */
    static void curl(GatewayProcess gateway, String path, Path file) throws IOException, InterruptedException {
        Command.run(
                gateway.state(),
                "curl -fsS --cacert " + Device.authority(gateway) + " https://127.0.0.1:" + gateway.tlsPort() + path
                        + " -o " + file);
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
