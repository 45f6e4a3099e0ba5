package io.culvert.karaf.distribution;

import io.culvert.api.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** A gateway started by the launcher, with the state directory {@code state} in the given folder. */
final class Gateway implements AutoCloseable {

    static final String LISTENER = "etc/io.culvert.transport.undertow.listener-main.cfg";
    static final String TOKENS = "etc/io.culvert.authenticator.statictoken-default.config";

    private final Path folder;
    private final Path state;
    private final int port;
    private final int shellPort;
    private final Launch launch;

    private Gateway(Path folder, int port, int shellPort, Launch launch) {
        this.folder = folder;
        this.state = folder.resolve("state");
        this.port = port;
        this.shellPort = shellPort;
        this.launch = launch;
    }

    /** Starts one, on free ports, and does not wait for it. */
    static Gateway launch(Path folder, String... more) throws IOException {
        int port = FreePort.next();
        int shellPort = FreePort.next();
        List<String> options = new ArrayList<>(List.of(
                "--state", folder.resolve("state").toString(), "--port", "" + port, "--ssh-port", "" + shellPort));
        options.addAll(List.of(more));
        return new Gateway(
                folder, port, shellPort, Launch.of(Distribution.HOME, folder, options.toArray(String[]::new)));
    }

    /** Starts one, and waits until it is ready. */
    static Gateway start(Path folder, String... more) throws IOException, TimeoutException {
        Gateway gateway = launch(folder, more);
        try {
            gateway.awaitReady();
        } catch (IOException | TimeoutException e) {
            gateway.close();
            throw e;
        }
        return gateway;
    }

    void awaitReady() throws IOException, TimeoutException {
        launch.await("ready block", () -> launch.output().contains("Culvert is ready"));
    }

    Launch launch() {
        return launch;
    }

    Path state() {
        return state;
    }

    int port() {
        return port;
    }

    int shellPort() {
        return shellPort;
    }

    /** The file for {@code culvert connect --env}. */
    Path env() {
        return state.resolve("culvert.env");
    }

    String log() {
        try {
            return Files.readString(state.resolve("log/culvert.log"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** One end of a tunnel on standard streams, from the gateway's own environment file. */
    CulvertCommand connect(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("--env", env().toString(), "--stdio", "--verbose"));
        all.addAll(List.of(arguments));
        return CulvertCommand.start(folder, all.toArray(String[]::new));
    }

    @Override
    public void close() {
        launch.close();
    }
}
