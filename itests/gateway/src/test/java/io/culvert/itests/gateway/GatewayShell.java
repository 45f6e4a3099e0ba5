package io.culvert.itests.gateway;

import io.culvert.itests.peers.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The administration shell of a gateway, by SSH. */
public final class GatewayShell {

    private final GatewayProcess gateway;
    private final Path key;

    private GatewayShell(GatewayProcess gateway, Path key) {
        this.gateway = gateway;
        this.key = key;
    }

    /** Makes a key that may do everything. */
    public static GatewayShell of(GatewayProcess gateway) throws IOException, InterruptedException {
        Path key = gateway.state().resolve("itest-key");
        if (Files.exists(key)) {
            return new GatewayShell(gateway, key);
        }
        run(gateway.state(), "ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", key.toString());
        String publicKey = Files.readString(Path.of(key + ".pub")).split(" ", -1)[1];
        Files.writeString(
                gateway.etc("keys.properties"),
                "\nitest = " + publicKey + ",_g_:admingroup\n",
                StandardOpenOption.APPEND);
        return new GatewayShell(gateway, key);
    }

    /** Executes a command. */
    public String execute(String command) throws IOException, InterruptedException {
        return run(
                gateway.state(),
                "ssh",
                "-F",
                "/dev/null",
                "-i",
                key.toString(),
                "-o",
                "BatchMode=yes",
                "-o",
                "IdentitiesOnly=yes",
                "-o",
                "StrictHostKeyChecking=no",
                "-o",
                "UserKnownHostsFile=/dev/null",
                "-p",
                Integer.toString(gateway.shellPort()),
                "itest@127.0.0.1",
                command);
    }

    /** What {@code culvert:authenticators} says of a bundle that takes part; empty if it does not. */
    public Map<String, @Nullable Object> authenticator(String bundle) throws IOException, InterruptedException {
        return find("authenticators", bundle);
    }

    /** Why a bundle takes no part; empty if nothing is said of it. */
    public String problem(String bundle) throws IOException, InterruptedException {
        return String.valueOf(find("missing", bundle).getOrDefault("problem", ""));
    }

    @SuppressWarnings("unchecked") // so are objects read
    private Map<String, @Nullable Object> find(String list, String bundle) throws IOException, InterruptedException {
        Object all = Json.object(execute("culvert:authenticators --json")).get(list);
        for (Object each : (List<?>) Objects.requireNonNull(all)) {
            Map<String, @Nullable Object> found = (Map<String, @Nullable Object>) each;
            if (bundle.equals(found.get("bundle"))) {
                return found;
            }
        }
        return Map.of();
    }

    /** Runs a program. What it says on standard error is kept apart: ssh has a word to say at each end. */
    private static String run(Path folder, String... command) throws IOException, InterruptedException {
        Path errors = folder.resolve("itest-errors");
        Process process = new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectError(errors.toFile())
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output + Files.readString(errors));
        }
        return output;
    }
}
