package io.culvert.itests.ca;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.culvert.api.FreePort;
import io.culvert.itests.gateway.Command;
import io.culvert.itests.peers.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A web server of somebody else's that is configured as the guide says, and admits our devices. */
final class DeviceServer implements AutoCloseable {

    private final Path folder;
    private final int port;
    private final Process process;

    /** Which server it is. */
    enum Kind {
        NGINX("/usr/sbin/nginx", "nginx-light", "/etc/nginx/culvert/") {
            @Override
            String configuration(Path folder, int port, String fragment) {
                return """
                        daemon off;
                        pid %1$s/nginx.pid;
                        error_log %1$s/nginx.log;
                        events {}
                        http {
                            access_log off;
                            server {
                                listen 127.0.0.1:%2$d ssl;
                                ssl_certificate %1$s/site.pem;
                                ssl_certificate_key %1$s/site.pem;
                                %3$s
                                location / { return 200 "admitted\\n"; }
                            }
                        }
                        """.formatted(folder, port, fragment);
            }

            @Override
            List<String> options(Path folder) {
                return List.of("-p", folder.toString(), "-c", folder + "/nginx.conf");
            }
        },
        APACHE("/usr/sbin/apache2", "apache2", "/etc/apache2/culvert/") {
            @Override
            String configuration(Path folder, int port, String fragment) {
                return """
                        ServerRoot %1$s
                        ServerName localhost
                        PidFile %1$s/apache.pid
                        ErrorLog %1$s/apache.log
                        DefaultRuntimeDir %1$s
                        LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
                        LoadModule alias_module /usr/lib/apache2/modules/mod_alias.so
                        LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
                        LoadModule socache_shmcb_module /usr/lib/apache2/modules/mod_socache_shmcb.so
                        LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
                        <IfModule unixd_module>
                          User www-data
                          Group www-data
                        </IfModule>
                        Listen 127.0.0.1:%2$d
                        # Its own user cannot read our folder.
                        Redirect gone /
                        ErrorDocument 410 admitted
                        <VirtualHost 127.0.0.1:%2$d>
                        SSLEngine on
                        SSLCertificateFile %1$s/site.pem
                        SSLCertificateKeyFile %1$s/site.pem
                        %3$s
                        </VirtualHost>
                        """.formatted(folder, port, fragment);
            }

            @Override
            List<String> options(Path folder) {
                return List.of("-DFOREGROUND", "-f", folder + "/apache.conf");
            }
        },
        HAPROXY("/usr/sbin/haproxy", "haproxy", "/etc/haproxy/culvert/") {
            @Override
            String configuration(Path folder, int port, String fragment) {
                return """
                        defaults
                            mode http
                            timeout client 10s
                            timeout connect 10s
                            timeout server 10s
                        frontend devices
                            %s
                            http-request return status 200 content-type text/plain string "admitted"
                        """.formatted(fragment.replace("bind :443", "bind 127.0.0.1:" + port)
                        .replace("/etc/haproxy/site.pem", folder + "/site.pem"));
            }

            @Override
            List<String> options(Path folder) {
                return List.of("-db", "-f", folder + "/haproxy.conf");
            }
        };

        private final Path program;
        private final String debianPackage;
        private final String guidesFolder;

        Kind(String program, String debianPackage, String guidesFolder) {
            this.program = Path.of(program);
            this.debianPackage = debianPackage;
            this.guidesFolder = guidesFolder;
        }

        /** A complete configuration with a fragment of the guide's in it. */
        abstract String configuration(Path folder, int port, String fragment);

        /** Lets it run in the foreground with that. */
        abstract List<String> options(Path folder);
    }

    private DeviceServer(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /**
     * Starts one; where it is not installed the test is skipped, but not under continuous integration.
     *
     * @param culvert folder of what the guide has in {@code /etc/SERVER/culvert}
     * @param folder for its other files
     */
    static DeviceServer start(Kind kind, String fragment, Path culvert, Path folder)
            throws IOException, InterruptedException {
        if (System.getenv("CI") == null) {
            assumeThat(kind.program).as("apt-get install " + kind.debianPackage).exists();
        }
        int port = FreePort.next();
        Command.run(
                folder,
                "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -subj /CN=localhost -days 2"
                        + " -keyout site.key -out site.crt && cat site.crt site.key > site.pem");
        String name = kind.name().toLowerCase(Locale.ROOT);
        Files.writeString(
                folder.resolve(name + ".conf"),
                kind.configuration(folder, port, fragment.strip().replace(kind.guidesFolder, culvert + "/")));
        List<String> command = new ArrayList<>(List.of(kind.program.toString()));
        command.addAll(kind.options(folder));
        Path output = folder.resolve(name + ".out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        DeviceServer started = new DeviceServer(folder, port, process);
        try {
            Await.until(name + " to listen, see " + output, () -> started.listens() || !process.isAlive());
            if (!process.isAlive()) {
                throw new IOException(name + " does not start: " + Files.readString(output));
            }
        } catch (IOException | AssertionError e) {
            started.close();
            throw e;
        }
        return started;
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether it lets in whoever has a certificate and its key. */
    boolean admits(Path certificate, Path key) {
        return Command.output(
                        folder,
                        "curl -sS -k -m 30 --cert " + certificate + " --key " + key + " https://127.0.0.1:" + port
                                + "/ || true")
                .contains("admitted");
    }

    /** Whether it lets in whoever has none. */
    boolean admitsStrangers() {
        return Command.output(folder, "curl -sS -k -m 30 https://127.0.0.1:" + port + "/ || true")
                .contains("admitted");
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
