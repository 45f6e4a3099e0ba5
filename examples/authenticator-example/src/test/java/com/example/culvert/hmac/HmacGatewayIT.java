package com.example.culvert.hmac;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The jar in a real gateway, and real peers. culvert.home is the folder of an unpacked distribution. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class HmacGatewayIT {

    private static final Path HOME = Path.of(System.getProperty("culvert.home"));

    private static Path state;
    private static Process gateway;
    private static String url;

    @BeforeAll
    static void startAGatewayWithTheJar() throws Exception {
        state = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "gateway");
        Path jar = Path.of(System.getProperty("bundle"));
        Files.copy(jar, Files.createDirectory(state.resolve("deploy")).resolve(jar.getFileName()));
        Files.writeString(
                Files.createDirectory(state.resolve("etc")).resolve("com.example.culvert.hmac-test.config"),
                ".key=\"" + HmacAuthenticatorTest.KEY + "\"\n");
        String port = freePort();
        url = "wss://localhost:" + port;
        gateway = start("gateway", "bin/culvert-gateway", "--state", state.toString(), "--port", port);
        while (!Files.exists(state.resolve("culvert.env"))) { // it is written when the gateway is ready
            waitALittle();
        }
    }

    @AfterAll
    static void stop() throws InterruptedException {
        gateway.destroy();
        gateway.waitFor();
    }

    @Test
    void twoPeersWithASignedTokenMeet() throws Exception {
        awaitMeeting();
        assertEquals("hello", Files.readString(state.resolve("receiver.out")));
    }

    @Test
    void anExpiredTokenOpensNoDoor() throws Exception {
        awaitMeeting();
        assertFalse(meet(HmacAuthenticatorTest.EXPIRED));
        assertEquals("", Files.readString(state.resolve("receiver.out")));
    }

    /** The jar may come a moment after the gateway is ready. */
    private static void awaitMeeting() throws Exception {
        while (!meet(HmacAuthenticatorTest.GOOD)) {
            waitALittle();
        }
    }

    /** One peer sends hello to the other. */
    private static boolean meet(String token) throws Exception {
        Files.writeString(state.resolve("token"), token);
        Files.writeString(state.resolve("sender.in"), "hello");
        Files.writeString(state.resolve("receiver.in"), "");
        Process sender = startPeer("sender");
        Process receiver = startPeer("receiver");
        return sender.waitFor() == 0 & receiver.waitFor() == 0;
    }

    private static Process startPeer(String name) throws IOException {
        String ca = state.resolve("server_maintenance/d2d/ca.pem").toString();
        String token = state.resolve("token").toString();
        return start(name, "bin/culvert", "connect", url, "--ca", ca, "--token-file", token, "--stdio");
    }

    private static Process start(String name, String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(HOME.resolve(program).toString()));
        command.addAll(List.of(arguments));
        File input = state.resolve(name + ".in").toFile();
        return new ProcessBuilder(command)
                .redirectInput(input.exists() ? input : new File("/dev/null"))
                .redirectOutput(state.resolve(name + ".out").toFile())
                .redirectError(state.resolve(name + ".err").toFile())
                .start();
    }

    private static void waitALittle() throws InterruptedException {
        assertFalse(gateway.waitFor(100, TimeUnit.MILLISECONDS), "the gateway has ended, see " + state);
    }

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return Integer.toString(socket.getLocalPort());
        }
    }
}
