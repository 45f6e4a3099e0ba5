package io.culvert.itests.packages;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.culvert.itests.peers.Await;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Another machine, which looks like this one and shares nothing with it: namespaces of its own and an overlay over all
 * files. What happens there is gone when it is closed. It needs root and a kernel that lets it; tests are skipped
 * otherwise.
 */
final class Machine implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final long init;

    private Machine(Process process, long init) {
        this.process = process;
        this.init = init;
    }

    /** One that systemd has booted, with a network of its own. */
    static Machine booted() throws IOException, InterruptedException {
        assumeThat(Path.of("/lib/systemd/systemd"))
                .as("Debian's package systemd")
                .exists();
        Machine machine = start("systemd", "--net");
        try {
            machine.run(
                    "for try in $(seq 100); do systemctl is-system-running 2>/dev/null | grep -Eq 'running|degraded'"
                            + " && exit; sleep 0.1; done; exit 1");
            return machine;
        } catch (IOException | InterruptedException e) {
            machine.close();
            throw e;
        }
    }

    /** One where nothing runs, with the network of this machine. */
    static Machine idle() throws IOException, InterruptedException {
        return start("sleep");
    }

    private static Machine start(String kind, String... namespaces) throws IOException, InterruptedException {
        assumeThat(isPossible()).as("root, and a kernel that allows namespaces").isTrue();
        File log = File.createTempFile("machine-", ".log", new File(System.getProperty("culvert.directory")));
        List<String> command = new ArrayList<>(
                List.of("unshare", "--mount", "--pid", "--uts", "--ipc", "--cgroup", "--fork", "--kill-child"));
        command.addAll(List.of(namespaces));
        command.addAll(List.of("bash", resource("machine").toString(), kind));
        Process process = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        try {
            Await.until("a machine, see " + log, PATIENCE, () -> isUp(process) || !process.isAlive());
            return new Machine(process, first(process).pid());
        } catch (AssertionError | IOException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static boolean isPossible() throws IOException, InterruptedException {
        return new ProcessBuilder(
                                "unshare", "--mount", "--pid", "--net", "--fork", "mount", "-t", "tmpfs", "tmpfs",
                                "/mnt")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    /** Whether its first process has left the script that prepares everything. */
    private static boolean isUp(Process process) {
        return process.children()
                .findFirst()
                .flatMap(child -> child.info().command())
                .map(command -> !command.endsWith("/bash"))
                .orElse(false);
    }

    private static ProcessHandle first(Process process) throws IOException {
        return process.children().findFirst().orElseThrow(() -> new IOException("the machine is gone"));
    }

    private static Path resource(String name) throws IOException {
        try {
            return Path.of(Objects.requireNonNull(Machine.class.getClassLoader().getResource(name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    /** A file of it. */
    Path file(String path) {
        return Path.of("/proc/" + init + "/root" + path);
    }

    /** What is in the namespaces of one of its processes, by its number on this machine. */
    Machine inside(long pid) {
        return new Machine(process, pid);
    }

    /** Copies a file of this machine to it. */
    void copy(Path source, String target) throws IOException {
        Files.copy(source, file(target));
    }

    /** Gives what a file has, without white space around it. */
    String read(String path) throws IOException {
        return Files.readString(file(path)).strip();
    }

    /** A process in it. Environment and working directory are those of a login of root. */
    ProcessBuilder process(String... command) {
        List<String> all = new ArrayList<>(List.of(
                "nsenter",
                "--target=" + init,
                "--mount",
                "--pid",
                "--net",
                "--uts",
                "--ipc",
                "--cgroup",
                "--root",
                "--wd",
                "env",
                "--ignore-environment",
                "--chdir=/root",
                "HOME=/root",
                "LC_ALL=C.UTF-8",
                "DEBIAN_FRONTEND=noninteractive",
                "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"));
        all.addAll(List.of(command));
        return new ProcessBuilder(all).redirectInput(new File("/dev/null")).redirectErrorStream(true);
    }

    /** Runs commands as root, and gives what they print; fails when one of them does. */
    String run(String commands) throws IOException, InterruptedException {
        return complete(process("timeout", "300", "bash", "-e", "-o", "pipefail", "-c", commands), commands);
    }

    /** Runs a process to its end. */
    static String complete(ProcessBuilder builder, String name) throws IOException, InterruptedException {
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException(name + "\nexit code " + code + ": " + output);
        }
        return output;
    }

    /** Repeats commands until they succeed. */
    void await(String commands) throws IOException, InterruptedException {
        run("for try in $(seq 1000); do if ( " + commands + " ) >/dev/null 2>&1; then exit; fi; sleep 0.1; done;"
                + " echo 'In vain.'; " + commands);
    }

    /** Sends a megabyte from one packaged client to another, and compares. */
    void tunnel(String env) throws IOException, InterruptedException {
        run("""
            cd "$(mktemp -d)"
            head -c 1000000 /dev/urandom >sent
            timeout 60 culvert connect --env %s --nonce it --name receiver --stdio </dev/null >received &
            receiver=$!
            timeout 60 culvert connect --env %s --nonce it --name sender --stdio <sent >/dev/null
            wait $receiver
            cmp sent received
            """.formatted(env, env));
    }

    @Override
    public void close() {
        ProcessHandle.of(init).ifPresent(ProcessHandle::destroyForcibly);
        try {
            process.waitFor(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
