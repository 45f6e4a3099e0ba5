package io.culvert.itests.ca;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.itests.gateway.Command;
import io.culvert.itests.gateway.GatewayProcess;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The gateway, all of its memory, has nothing that peers say to each other from end to end. */
@Timeout(300)
class SecrecyIT {

    private static final int TIMES = 20_000;

    @Test
    void whatIsSentFromEndToEndIsNowhereInTheMemoryOfTheGateway(@TempDir Path folder) throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start("secrecy")) {
            Device left = Device.enrolled(gateway, folder.resolve("left"));
            Device right = Device.enrolled(gateway, folder.resolve("right"));
            String open = "OPEN-" + UUID.randomUUID();
            String secret = "SECRET-" + UUID.randomUUID();
            try (Meeting readable = Meeting.of(() -> left.meetInTheOpen("open"), () -> right.meetInTheOpen("open"));
                    Meeting sealed = Meeting.of(left, right, "sealed")) {
                // As the last before the look, so that no buffer was used again since.
                for (int i = 0; i < TIMES / 1000; i++) {
                    readable.exchange((open + " ").repeat(1000).getBytes(StandardCharsets.US_ASCII));
                    sealed.exchange((secret + " ").repeat(1000).getBytes(StandardCharsets.US_ASCII));
                }
                readable.exchange((open + " ").repeat(1000).getBytes(StandardCharsets.US_ASCII));
                Path dump = folder.resolve("gateway.core");
                dump(gateway.pid(), folder, dump);
                assertThat(contains(dump, open))
                        .as("what is not secured from end to end is found, so that this test can fail")
                        .isTrue();
                assertThat(contains(dump, secret)).isFalse();
            }
        }
    }

    /** All memory that the process can read, also what is outside of the heap. */
    private static void dump(long pid, Path folder, Path file) throws IOException, InterruptedException {
        Path maps = Path.of("/proc/" + pid + "/maps");
        Command.run(
                folder,
                "while read -r range rights rest; do case $rights in r*) ;; *) continue ;; esac;"
                        + " case $rest in *vvar*|*vsyscall*) continue ;; esac;"
                        + " start=$((16#${range%-*})); end=$((16#${range#*-}));"
                        + " dd if=/proc/" + pid + "/mem bs=4096 iflag=skip_bytes,count_bytes skip=$start"
                        + " count=$((end - start)) status=none 2>/dev/null || true; done < " + maps + " > " + file);
    }

    private static boolean contains(Path file, String text) throws IOException {
        byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 20)) {
            byte[] window = new byte[1 << 20];
            int kept = 0;
            for (int read = in.read(window, kept, window.length - kept);
                    read >= 0;
                    read = in.read(window, kept, window.length - kept)) {
                int end = kept + read;
                if (find(window, end, wanted)) {
                    return true;
                }
                kept = Math.min(end, wanted.length - 1);
                System.arraycopy(window, end - kept, window, 0, kept);
            }
            return false;
        }
    }

    private static boolean find(byte[] content, int end, byte[] wanted) {
        for (int i = 0; i + wanted.length <= end; i++) {
            int j = 0;
            while (j < wanted.length && content[i + j] == wanted[j]) {
                j++;
            }
            if (j == wanted.length) {
                return true;
            }
        }
        return false;
    }
}
