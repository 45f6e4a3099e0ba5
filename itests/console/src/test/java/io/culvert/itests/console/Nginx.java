package io.culvert.itests.console;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.culvert.api.FreePort;
import io.culvert.itests.gateway.Distribution;
import io.culvert.itests.peers.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntFunction;

/** An nginx of our own, on a free port. */
final class Nginx implements AutoCloseable {

    private final int port;
    private final Process process;

    private Nginx(int port, Process process) {
        this.port = port;
        this.process = process;
    }

    /**
     * Starts one.
     *
     * @param http what its configuration has inside of {@code http}, for a port
     */
    static Nginx start(IntFunction<String> http) throws IOException {
        if (System.getenv("CI") == null) {
            assumeThat(Path.of("/usr/sbin/nginx"))
                    .as("apt-get install nginx-light")
                    .exists();
        }
        int port = FreePort.next();
        Path folder = Files.createTempDirectory(Distribution.directory(), "nginx-");
        Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                worker_processes 1;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log;
                events {}
                http {
                    access_log %1$s/access.log;
                    client_body_temp_path %1$s/body;
                    proxy_temp_path %1$s/proxy;
                    %2$s
                }
                """.formatted(folder, http.apply(port)));
        Process process = new ProcessBuilder("/usr/sbin/nginx", "-p", folder.toString(), "-c", folder + "/nginx.conf")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nginx.out").toFile())
                .start();
        Nginx started = new Nginx(port, process);
        Await.until("nginx, see " + folder, () -> Files.exists(folder.resolve("nginx.pid")) || !process.isAlive());
        return started;
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }
}
