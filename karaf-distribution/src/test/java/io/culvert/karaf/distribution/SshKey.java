package io.culvert.karaf.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An OpenSSH key pair without a passphrase, and how to use it without the user's own settings. */
record SshKey(Path file) {

    static SshKey make(Path folder, String name) throws IOException, InterruptedException {
        SshKey key = new SshKey(folder.resolve(name));
        if (!Files.exists(key.file)) {
            Run made = Run.of(
                    folder, List.of("ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", "" + key.file));
            assertThat(made.exitCode()).as(made.errors()).isZero();
        }
        return key;
    }

    Path publicFile() {
        return file.resolveSibling(file.getFileName() + ".pub");
    }

    /** The key itself, in Base64. */
    String publicKey() throws IOException {
        return Files.readString(publicFile()).split(" ", -1)[1];
    }

    /** The beginning of a command line for ssh or scp. */
    List<String> command(String program) {
        List<String> command = new ArrayList<>(List.of(program, "-F", "/dev/null", "-i", file.toString()));
        for (String option : List.of(
                "BatchMode=yes",
                "IdentitiesOnly=yes",
                "StrictHostKeyChecking=no",
                "UserKnownHostsFile=/dev/null",
                "LogLevel=ERROR")) {
            command.addAll(List.of("-o", option));
        }
        return command;
    }
}
