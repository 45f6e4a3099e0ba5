package io.culvert.ca;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a whole authority 200 times: before each step of each thing that it does. After each, another one opens the
 * folder: nothing that was said is lost, all files are whole and belong together, and it goes on.
 */
class AuthorityKillTest {

    private static final int KILLS = 200;
    private static final int LANES = 2;

    /**
     * Where a process ends.
     *
     * @param operation what it does then
     * @param step of it
     * @param occurrence at the how manieth time
     */
    private record Death(String operation, String step, int occurrence) {}

    private static void add(List<Death> deaths, String operation, int occurrence, String file, String... steps) {
        for (String step : steps) {
            deaths.add(new Death(operation, file + " " + step, occurrence));
        }
    }

    private static void replaces(List<Death> deaths, String operation, int occurrence, String... files) {
        for (String file : files) {
            add(deaths, operation, occurrence, file, "create", "write", "force", "rename", "force-folder");
        }
    }

    /** Of the first start of all: each in a new folder. */
    private static List<Death> births() {
        List<Death> deaths = new ArrayList<>();
        replaces(deaths, "open", 1, "audit.log", "register", "ca.password", "ca.p12", "generations.json");
        replaces(deaths, "open", 1, "ca.pem", "ca.jks", "crl.pem");
        replaces(deaths, "open", 2, "generations.json", "crl.pem"); // when it begins to sign
        add(deaths, "open", 1, "audit.log", "write", "force");
        add(deaths, "open", 2, "audit.log", "write", "force");
        return deaths;
    }

    private static List<Death> deaths() {
        List<Death> deaths = new ArrayList<>();
        replaces(deaths, "open", 1, "crl.pem");
        for (String operation : List.of("prepare", "activate", "retire")) {
            add(deaths, operation, 1, "audit.log", "write", "force");
            replaces(deaths, operation, 1, "generations.json", "crl.pem");
        }
        for (String operation : List.of("prepare", "retire")) {
            replaces(deaths, operation, 1, "ca.p12", "ca.pem", "ca.jks");
        }
        replaces(deaths, "lists", 1, "crl.pem");
        for (int occurrence = 1; deaths.size() < KILLS; occurrence++) {
            for (String operation : List.of("issue", "renew")) {
                add(deaths, operation, occurrence, "audit.log", "write", "force", "torn");
                add(deaths, operation, occurrence, "register", "write", "force", "torn");
            }
            for (String operation : List.of("revoke", "block", "readmit")) {
                add(deaths, operation, occurrence, "audit.log", "write", "force");
                add(deaths, operation, occurrence, "register", "write", "force");
            }
            replaces(deaths, "revoke", occurrence, "crl.pem");
            replaces(deaths, "block", occurrence, "crl.pem");
        }
        return deaths;
    }

    @Test
    void nothingThatWasSaidIsLostWheneverTheAuthorityIsKilled(@TempDir Path folder) throws Exception {
        List<Death> births = births();
        List<Death> deaths = deaths().subList(0, KILLS - births.size());
        AtomicInteger kills = new AtomicInteger();
        ExecutorService lanes = Executors.newFixedThreadPool(LANES);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int lane = 0; lane < LANES; lane++) {
                Path place = folder.resolve("lane" + lane);
                List<Death> first = everySecond(births, lane);
                List<Death> then = everySecond(deaths, lane);
                running.add(lanes.submit(() -> killAll(place, first, then, kills)));
            }
            for (Future<?> lane : running) {
                lane.get(15, TimeUnit.MINUTES);
            }
            assertThat(kills).hasValue(KILLS);
        } finally {
            lanes.shutdownNow();
        }
    }

    private static List<Death> everySecond(List<Death> deaths, int lane) {
        List<Death> some = new ArrayList<>();
        for (int i = lane; i < deaths.size(); i += LANES) {
            some.add(deaths.get(i));
        }
        return some;
    }

    private static Void killAll(Path place, List<Death> births, List<Death> deaths, AtomicInteger kills)
            throws Exception {
        for (Death birth : births) {
            Path own = place.resolveSibling(place.getFileName() + "-" + birth.step() + birth.occurrence());
            kill(birth, own, new AuthorityKillLedger(own), kills);
        }
        AuthorityKillLedger ledger = new AuthorityKillLedger(place);
        for (Death death : deaths) {
            kill(death, place, ledger, kills);
        }
        ledger.checkAllCertificates();
        System.out.printf(
                "AuthorityKillTest, %s: %d certificates, %d revoked, %d generations%n",
                place.getFileName(), ledger.certificates(), ledger.revocations(), ledger.generations());
        return null;
    }

    private static void kill(Death death, Path place, AuthorityKillLedger ledger, AtomicInteger kills)
            throws Exception {
        new DoomedProcess(
                        AuthorityKillProcess.class,
                        place,
                        death.operation(),
                        death.step(),
                        death.occurrence(),
                        kills.get())
                .hear(ledger::hear, death);
        try {
            ledger.check();
        } catch (AssertionError | IOException e) {
            throw new AssertionError("after the kill at " + death + " in " + place, e);
        }
        int now = kills.incrementAndGet();
        if (now % 20 == 0) {
            System.out.println("AuthorityKillTest: " + now + " of " + KILLS + " kills");
        }
    }
}
