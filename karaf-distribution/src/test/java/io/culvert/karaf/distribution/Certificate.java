package io.culvert.karaf.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A self-signed certificate for this machine, made by openssl as an operator would.
 *
 * @param file PEM
 * @param key its private key, PEM
 */
record Certificate(Path file, Path key) {

    /** @param keyOptions what follows -newkey: the type of the key, and its options */
    static Certificate make(Path folder, String name, String... keyOptions) throws IOException, InterruptedException {
        Certificate made = new Certificate(folder.resolve(name + ".crt"), folder.resolve(name + ".key"));
        List<String> command = new ArrayList<>(List.of("openssl", "req", "-x509", "-nodes", "-days", "2", "-newkey"));
        command.addAll(List.of(keyOptions));
        command.addAll(List.of("-subj", "/CN=" + name, "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"));
        command.addAll(List.of("-keyout", made.key.toString(), "-out", made.file.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return made;
    }
}
