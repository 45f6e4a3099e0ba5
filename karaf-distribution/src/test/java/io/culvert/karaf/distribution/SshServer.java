package io.culvert.karaf.distribution;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.culvert.api.FreePort;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** OpenSSH's server as the current user, with keys of its own, on a free port of this machine. */
final class SshServer implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/sbin/sshd");
    /** Needed by root only, for privilege separation. */
    private static final Path RUNTIME = Path.of("/run/sshd");

    private final Path folder;
    private final Process process;
    private final int port;
    private final SshKey key;

    private SshServer(Path folder, Process process, int port, SshKey key) {
        this.folder = folder;
        this.process = process;
        this.port = port;
        this.key = key;
    }

    /** Starts one; without sshd on this machine the test is skipped. */
    static SshServer start(Path folder) throws IOException, InterruptedException, TimeoutException {
        assumeThat(PROGRAM).as("Debian: apt-get install openssh-server").exists();
        if (user().equals("root")) {
            assumeThat(RUNTIME).as(".ci/prepare makes it").exists();
        }
        SshKey key = SshKey.make(folder, "ssh-key");
        Path configuration = folder.resolve("sshd_config");
        int port = FreePort.next();
        Files.write(
                configuration,
                List.of(
                        "ListenAddress 127.0.0.1:" + port,
                        "HostKey " + SshKey.make(folder, "ssh-host-key").file(),
                        "AuthorizedKeysFile " + key.publicFile(),
                        "PidFile none",
                        "StrictModes no",
                        "UsePAM no",
                        "PermitRootLogin yes",
                        "PasswordAuthentication no",
                        "Subsystem sftp internal-sftp"));
        Path log = folder.resolve("sshd.log");
        Process process = new ProcessBuilder(
                        PROGRAM.toString(), "-D", "-E", log.toString(), "-f", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        SshServer server = new SshServer(folder, process, port, key);
        try {
            Deadline.await("sshd", () -> greets(port), process::isAlive, () -> read(log));
        } catch (TimeoutException e) {
            server.close();
            throw e;
        }
        return server;
    }

    private static String user() {
        return System.getProperty("user.name", "");
    }

    private static boolean greets(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                InputStream in = socket.getInputStream()) {
            return in.read() == 'S';
        } catch (IOException e) {
            return false;
        }
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    int port() {
        return port;
    }

    /** Runs ssh or scp as this server's user. */
    Run ssh(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = key.command(program);
        command.addAll(List.of("-o", "User=" + user()));
        command.addAll(List.of(arguments));
        return Run.of(folder, command);
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
