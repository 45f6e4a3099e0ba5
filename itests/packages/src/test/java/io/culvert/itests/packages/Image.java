package io.culvert.itests.packages;

import io.culvert.itests.peers.Await;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What the Dockerfile makes, on a machine that stands for its base image, and containers of it. */
final class Image implements AutoCloseable {

    private final Machine machine;
    private final Dockerfile dockerfile = new Dockerfile();

    Image() throws IOException, InterruptedException {
        machine = Machine.idle();
        try {
            dockerfile.build(machine);
        } catch (IOException | InterruptedException e) {
            machine.close();
            throw e;
        }
    }

    Dockerfile dockerfile() {
        return dockerfile;
    }

    Machine machine() {
        return machine;
    }

    /**
     * Runs a container as an engine would with a read-only root, no capabilities, no new privileges and a network of its
     * own: its entry point is process 1, and the user is that of the image.
     *
     * @param volume a directory of the machine, for the state
     * @param preparation commands of root that mount more
     * @param arguments instead of the image's own
     */
    Container start(String volume, String preparation, List<String> arguments) throws IOException {
        String state = dockerfile.setting("VOLUME");
        String[] user = dockerfile.setting("USER").split(":", -1);
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "--mount",
                "--pid",
                "--net",
                "--ipc",
                "--uts",
                "--fork",
                "--kill-child",
                "--mount-proc",
                "bash",
                "-euc",
                """
                ip link set lo up
                mount --bind "$1" "$2"
                mount -t tmpfs tmpfs /tmp
                chmod 1777 /tmp
                %s
                mount -o remount,bind,ro /
                cd "$2"
                uid=$3 gid=$4
                shift 4
                exec setpriv --reuid "$uid" --regid "$gid" --clear-groups --bounding-set=-all --no-new-privs "$@"
                """.formatted(preparation),
                "container",
                volume,
                state,
                user[0],
                user[1]));
        command.addAll(dockerfile.words("ENTRYPOINT"));
        command.addAll(arguments);
        File log = machine.file("/root")
                .resolve("container-" + System.nanoTime() + ".log")
                .toFile();
        Process process = machine.process(command.toArray(new String[0]))
                .redirectOutput(log)
                .start();
        return new Container(process, machine, log.toPath());
    }

    @Override
    public void close() {
        machine.close();
    }

    /** A container; what is told of it is read on the machine. */
    static final class Container implements AutoCloseable {

        private final Process process;
        private final Machine machine;
        private final Path log;

        private Container(Process process, Machine machine, Path log) {
            this.process = process;
            this.machine = machine;
            this.log = log;
        }

        /** Waits until a command in it succeeds, such as that of a health check. */
        void await(String what, List<String> command) throws IOException, InterruptedException {
            Await.until("process 1, see " + log, () -> first() != 0 || !process.isAlive());
            List<String> loop = new ArrayList<>(List.of(
                    "bash",
                    "-c",
                    "for try in $(seq 600); do \"$@\" >/dev/null 2>&1 && exit; sleep 0.3; done; exit 1",
                    "await"));
            loop.addAll(command);
            try {
                Machine.complete(asMachine().process(loop.toArray(new String[0])), what);
            } catch (IOException e) {
                throw new IOException(e.getMessage() + log(), e);
            }
        }

        /** A machine within the machine. */
        Machine asMachine() {
            return machine.inside(first());
        }

        /** Its process 1: nsenter has a child, unshare, and that is its child. */
        long first() {
            return process.children()
                    .findFirst()
                    .flatMap(unshare -> unshare.children().findFirst())
                    .map(ProcessHandle::pid)
                    .orElse(0L);
        }

        String log() {
            try {
                return Files.readString(log);
            } catch (IOException e) {
                return e.toString();
            }
        }

        /** What an engine does: the signal for process 1, and a wait. Gives the exit code. */
        int stop() throws InterruptedException {
            ProcessHandle.of(first()).ifPresent(ProcessHandle::destroy);
            return awaitExit();
        }

        int awaitExit() throws InterruptedException {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError("the container does not stop: " + log());
            }
            return process.exitValue();
        }

        @Override
        public void close() {
            ProcessHandle.of(first()).ifPresent(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
