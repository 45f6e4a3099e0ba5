package io.culvert.karaf.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The gateway's administration shell, by SSH. */
record Shell(Gateway gateway, Path folder, SshKey key) {

    static Shell of(Gateway gateway, Path folder) throws IOException, InterruptedException {
        return new Shell(gateway, folder, SshKey.make(folder, "shell-key"));
    }

    /** Lets a user in by this shell's key. */
    void admit(String user, String... roles) throws IOException {
        Files.writeString(
                gateway.state().resolve("etc/keys.properties"),
                "\n" + user + " = " + key.publicKey() + "," + String.join(",", roles) + "\n",
                StandardOpenOption.APPEND);
    }

    Run run(String user, String commandLine) throws IOException, InterruptedException {
        List<String> command = key.command("ssh");
        command.addAll(List.of("-p", "" + gateway.shellPort(), user + "@127.0.0.1", commandLine));
        return Run.of(folder, command);
    }
}
