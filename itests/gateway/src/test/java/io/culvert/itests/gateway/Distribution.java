package io.culvert.itests.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The built distribution, unpacked once. */
public final class Distribution {

    private Distribution() {}

    /** Where everything that the tests write goes. */
    public static Path directory() {
        return Path.of(System.getProperty("culvert.directory"));
    }

    /** The launcher. */
    public static synchronized Path launcher() throws IOException, InterruptedException {
        Path home = directory().resolve("distribution");
        Path launcher = home.resolve("bin/culvert-gateway");
        Path archive = Path.of(System.getProperty("culvert.distribution"));
        if (!Files.exists(launcher) || isOlder(home, archive)) {
            GatewayProcess.delete(home);
            Files.createDirectories(home);
            Process tar = new ProcessBuilder(
                            "tar",
                            "--extract",
                            "--file=" + archive,
                            "--touch",
                            "--strip-components=1",
                            "--directory=" + home)
                    .inheritIO()
                    .start();
            if (tar.waitFor() != 0) {
                throw new IOException("cannot unpack the distribution");
            }
        }
        return launcher;
    }

    /** Whether what was unpacked is that of an earlier build. */
    private static boolean isOlder(Path home, Path archive) throws IOException {
        return Files.getLastModifiedTime(home.resolve("bin")).compareTo(Files.getLastModifiedTime(archive)) < 0;
    }
}
