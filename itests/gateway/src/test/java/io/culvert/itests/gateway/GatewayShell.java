package io.culvert.itests.gateway;

import io.culvert.itests.peers.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The administration shell of a gateway, by SSH. */
public final class GatewayShell {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final GatewayProcess gateway;
    private final String user;
    private final Path key;

    private GatewayShell(GatewayProcess gateway, String user, Path key) {
        this.gateway = gateway;
        this.user = user;
        this.key = key;
    }

    /** Makes a key that may do everything. */
    public static GatewayShell of(GatewayProcess gateway) throws IOException, InterruptedException {
        return of(gateway, "itest", "_g_:admingroup");
    }

    /** Makes a user with a key. */
    static GatewayShell of(GatewayProcess gateway, String user, String roles) throws IOException, InterruptedException {
        Path key = gateway.state().resolve(user + "-key");
        if (!Files.exists(key)) {
            GatewayShell shell = new GatewayShell(gateway, user, key);
            Result made = shell.run("ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", key.toString());
            if (made.status() != 0) {
                throw new IOException("no key: " + made);
            }
            String publicKey = Files.readString(Path.of(key + ".pub")).split(" ", -1)[1];
            Files.writeString(
                    gateway.etc("keys.properties"),
                    "\n" + user + " = " + publicKey + "," + roles + "\n",
                    StandardOpenOption.APPEND);
        }
        return new GatewayShell(gateway, user, key);
    }

    /**
     * How a command ended.
     *
     * @param status 0 for success
     * @param output what it printed, as far as it is no error
     * @param errors what else it printed, and what ssh has to say
     */
    record Result(int status, String output, String errors) {}

    /** Executes a command, which must succeed. */
    public String execute(String command) throws IOException, InterruptedException {
        Result result = attempt(command);
        if (result.status() != 0) {
            throw new IOException(command + ": " + result.output() + result.errors());
        }
        return result.output();
    }

    /** Executes a command. */
    Result attempt(String command) throws IOException, InterruptedException {
        return run(ssh(List.of(), command));
    }

    /**
     * Opens a shell on a terminal, types, and waits for its end.
     *
     * @param keys what to type, with all that ends the shell; once it has asked for input
     * @param options for ssh
     * @return what was on the screen
     */
    String type(String keys, String... options) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("-tt"));
        all.addAll(List.of(options));
        Process process = new ProcessBuilder(ssh(all)).redirectErrorStream(true).start();
        StringBuilder screen = new StringBuilder();
        Thread reader = new Thread(() -> read(process, screen, keys), "screen");
        reader.start();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the shell does not end: " + screen);
        }
        reader.join(PATIENCE.toMillis());
        return screen.toString();
    }

    private static void read(Process process, StringBuilder screen, String keys) {
        boolean typed = false;
        byte[] buffer = new byte[8192];
        try (OutputStream keyboard = process.getOutputStream()) {
            for (int n = 0; n >= 0; n = process.getInputStream().read(buffer)) {
                screen.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
                if (!typed && screen.indexOf("@culvert()>") >= 0) {
                    typed = true;
                    keyboard.write(keys.getBytes(StandardCharsets.UTF_8));
                    keyboard.flush();
                }
            }
        } catch (IOException e) {
            screen.append(e.getMessage()); // it has ended
        }
    }

    /** The command line of ssh for this shell. */
    String[] ssh(List<String> options, String... command) {
        List<String> all = new ArrayList<>(List.of("ssh", "-F", "/dev/null", "-i", key.toString()));
        for (String option : List.of(
                "BatchMode=yes",
                "IdentitiesOnly=yes",
                "StrictHostKeyChecking=no",
                "UserKnownHostsFile=/dev/null",
                "LogLevel=ERROR")) {
            all.addAll(List.of("-o", option));
        }
        all.addAll(options);
        all.addAll(List.of("-p", Integer.toString(gateway.shellPort()), user + "@127.0.0.1"));
        all.addAll(List.of(command));
        return all.toArray(String[]::new);
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
    private Result run(String... command) throws IOException, InterruptedException {
        Path errors = Files.createTempFile(gateway.state(), "itest", ".errors");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectError(errors.toFile())
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output, Files.readString(errors));
        } finally {
            Files.delete(errors);
        }
    }
}
