package io.culvert.itests.packages;

import io.culvert.itests.gateway.Command;
import io.culvert.itests.peers.Await;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** An Apache Karaf as it is published, with ports that are free and a shell for one key. */
final class PlainKaraf implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path home;
    private final int shellPort = freePort();
    private final Process process;

    /** Unpacks and starts it. */
    PlainKaraf(Path home, Preparation preparation) throws IOException, InterruptedException {
        this.home = home;
        Command.run(home, "tar --extract --strip-components 1 --file " + System.getProperty("culvert.karaf"));
        set("org.apache.karaf.shell", "sshPort", shellPort);
        set("org.apache.karaf.shell", "sshHost", "127.0.0.1");
        set("org.apache.karaf.management", "rmiRegistryPort", freePort());
        set("org.apache.karaf.management", "rmiServerPort", freePort());
        Command.run(home, "ssh-keygen -q -t rsa -b 2048 -N '' -f key");
        Files.writeString(
                home.resolve("etc/keys.properties"),
                "\nitest = " + Files.readString(home.resolve("key.pub")).split(" ", -1)[1] + ",_g_:admingroup\n"
                        + "_g_\\:admingroup = group,admin,manager,viewer,systembundles,ssh\n",
                StandardOpenOption.APPEND);
        preparation.prepare(this);
        ProcessBuilder builder = new ProcessBuilder("bin/karaf", "server")
                .directory(home.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("karaf.out").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        process = builder.start();
    }

    /** What is done before the start. */
    interface Preparation {
        void prepare(PlainKaraf karaf) throws IOException, InterruptedException;
    }

    Path home() {
        return home;
    }

    /** Sets a key of a file in etc/. */
    void set(String pid, String key, Object value) throws IOException {
        Path file = home.resolve("etc/" + pid + ".cfg");
        String text = Files.readString(file);
        String changed = text.replaceFirst("(?m)^" + key.replace(".", "\\.") + " *=.*$", key + " = " + value);
        if (changed.equals(text)) {
            throw new IOException("no " + key + " in " + file);
        }
        Files.writeString(file, changed);
    }

    /** Repeats a command of its shell until that prints what is wanted; the shell may be away meanwhile. */
    void await(String command, String wanted) {
        Await.until(command + " to print " + wanted, PATIENCE, () -> attempt(command)
                .contains(wanted));
    }

    /** Executes a command of its shell, which may end before the command does. */
    String attempt(String command) {
        return Command.output(
                home,
                "timeout 60 ssh -F /dev/null -i key -o BatchMode=yes -o IdentitiesOnly=yes -o StrictHostKeyChecking=no"
                        + " -o UserKnownHostsFile=/dev/null -p " + shellPort + " itest@127.0.0.1 '" + command
                        + "' || true");
    }

    String log() throws IOException {
        return Files.readString(home.resolve("data/log/karaf.log"));
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        Await.until("Karaf to be gone", () -> all.stream().noneMatch(ProcessHandle::isAlive));
    }
}
