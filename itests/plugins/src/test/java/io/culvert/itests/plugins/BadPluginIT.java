package io.culvert.itests.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.auth.Authenticator;
import io.culvert.itests.gateway.GatewayProcess;
import io.culvert.itests.gateway.GatewayShell;
import io.culvert.itests.peers.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad authenticators harm nobody who does not need them, and the shell says what is wrong with them. */
class BadPluginIT {

    /** More than the broker has threads for authenticators. */
    private static final int MANY = 24;

    private static GatewayProcess gateway;
    private static GatewayShell shell;

    @BeforeAll
    static void start() throws Exception {
        gateway = GatewayProcess.start("bad-plugins");
        shell = GatewayShell.of(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(classes = {BadPlugin.Throwing.class, BadPlugin.Silent.class, BadPlugin.Hanging.class})
    void oneThatDoesNotAnswerIsSoonNotAskedAnyMore(Class<? extends Authenticator> type) throws Exception {
        Path jar = deploy(type, "");
        Await.until("it to take part", () -> !authenticator(type).isEmpty());

        knockAtOnce();
        assertThat(Meeting.at(gateway, "token-1")).isTrue();
        Await.until("its circuit to open", () -> List.of("OPEN", "STUCK")
                .contains(String.valueOf(authenticator(type).get("circuit"))));
        knockAtOnce();
        assertThat(Meeting.at(gateway, "token-2")).isTrue();

        Map<String, @Nullable Object> said = authenticator(type);
        assertThat((Long) said.get("failed")).isGreaterThanOrEqualTo(3);
        assertThat((String) said.get("lastError")).isNotBlank();
        remove(jar);
        assertThat(Meeting.at(gateway, "token-3")).isTrue();
    }

    @Test
    void oneThatLeaksThreadsHarmsNobody() throws Exception {
        Path jar = deploy(BadPlugin.Leaking.class, "");
        Await.until(
                "it to take part", () -> !authenticator(BadPlugin.Leaking.class).isEmpty());
        knockAtOnce();
        assertThat((Long) authenticator(BadPlugin.Leaking.class).get("abstained"))
                .isEqualTo((long) MANY);
        assertThat(Meeting.at(gateway, "token-4")).isTrue();
        remove(jar);
        assertThat(Meeting.at(gateway, "token-5")).isTrue();
    }

    @Test
    void ofOneThatDoesNotResolveTheShellSaysWhatItNeeds() throws Exception {
        Path jar = deploy(BadPlugin.Throwing.class, ",com.example.missing;version=\"[1,2)\"");
        awaitProblem(BadPlugin.Throwing.class, "imports the package com.example.missing, which no bundle exports");
        assertThat(Meeting.at(gateway, "token-6")).isTrue();
        remove(jar);
    }

    @Test
    void ofOneForAnotherVersionTheShellSaysWhichThereIs() throws Exception {
        Path jar = deploy(BadPlugin.Silent.class, ",io.culvert.api.broker;version=\"[99,100)\"");
        awaitProblem(BadPlugin.Silent.class, "but there is 0.1.0 from io.culvert.api");
        assertThat(Meeting.at(gateway, "token-7")).isTrue();
        remove(jar);
    }

    @Test
    void ofOneThatCannotBeMadeTheShellSaysWhy() throws Exception {
        Path jar = deploy(BadPlugin.Stillborn.class, "");
        awaitProblem(BadPlugin.Stillborn.class, "could not be activated: java.lang.IllegalStateException: no license");
        assertThat(Meeting.at(gateway, "token-8")).isTrue();
        remove(jar);
    }

    /** Many peers at the same time, all of which only the bad plugin can decide about. */
    private static void knockAtOnce() throws Exception {
        List<FutureTask<Boolean>> peers = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            FutureTask<Boolean> peer = new FutureTask<>(() -> Meeting.knock(gateway));
            peers.add(peer);
            new Thread(peer, "peer").start();
        }
        for (FutureTask<Boolean> peer : peers) {
            peer.get(1, TimeUnit.MINUTES);
        }
    }

    private static Path deploy(Class<? extends Authenticator> type, String moreImports) throws IOException {
        Path draft = gateway.state().resolve("bad.new");
        BadPlugin.write(draft, type, moreImports);
        Path jar = gateway.state().resolve("deploy").resolve(type.getSimpleName() + ".jar");
        return Files.move(draft, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Each test has the gateway for itself: a peer that one bad plugin refuses never comes to the next. */
    @AfterEach
    void removeAll() throws IOException {
        try (Stream<Path> jars = Files.list(gateway.state().resolve("deploy"))) {
            for (Path jar : jars.toList()) {
                Files.delete(jar);
            }
        }
        awaitGone();
    }

    private static void remove(Path jar) throws IOException {
        Files.delete(jar);
        awaitGone();
    }

    private static void awaitGone() {
        Await.until("the bundle to be gone", () -> !bundles().contains("com.example.bad"));
    }

    /** Karaf's command fails when a bundle goes while it looks. */
    private static String bundles() {
        try {
            return shell.execute("bundle:list -t 0 -s");
        } catch (Exception e) {
            return "com.example.bad is just going: " + e.getMessage();
        }
    }

    private static void awaitProblem(Class<? extends Authenticator> type, String text) {
        Await.until("the shell to say: " + text, () -> problem(type).contains(text));
    }

    private static String problem(Class<? extends Authenticator> type) {
        return unchecked(() -> shell.problem(BadPlugin.bundle(type)));
    }

    private static Map<String, @Nullable Object> authenticator(Class<? extends Authenticator> type) {
        return unchecked(() -> shell.authenticator(BadPlugin.bundle(type)));
    }

    private static <T> T unchecked(Callable<T> call) {
        try {
            return call.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
