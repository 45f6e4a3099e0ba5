package io.culvert.karaf.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A finished run of some program of the system. */
record Run(int exitCode, String output, String errors) {

    static Run of(Path workFolder, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(workFolder, "run", ".out");
        Path errors = Files.createTempFile(workFolder, "run", ".err");
        Process process = new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            assertThat(process.waitFor(Deadline.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("%s ends; it said: %s", command, Files.readString(errors))
                    .isTrue();
            return new Run(process.exitValue(), Files.readString(output), Files.readString(errors));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
