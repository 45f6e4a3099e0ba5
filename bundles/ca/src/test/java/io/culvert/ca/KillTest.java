package io.culvert.ca;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.ca.AuthorityStatus.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process 80 times: before each step of each kind of writing, in the middle of a line, and at any moment. After
 * each, everything that it had said to be done is there, and every file is whole. What a whole authority does with the
 * files is in {@link AuthorityKillTest}.
 */
class KillTest {

    private static final int KILLS = 80;
    private static final int LANES = 2;
    private static final String ANY_MOMENT = "any moment";

    /** A step, and at the how manieth time. */
    private record Death(String step, int occurrence) {}

    private static List<Death> deaths() {
        List<String> steps = new ArrayList<>();
        for (String file : List.of("register", "ca.p12", "generations.json", "ca.pem", "ca.jks", "crl.pem")) {
            for (String step : List.of("create", "write", "force", "rename", "force-folder")) {
                steps.add(file + " " + step);
            }
        }
        steps.addAll(List.of("register torn", "audit.log write", "audit.log force", "audit.log torn"));
        List<Death> deaths = new ArrayList<>();
        // The password is made once: until it has its name, each process makes it anew.
        for (String step : List.of("create", "write", "force", "rename", "force-folder")) {
            deaths.add(new Death("ca.password " + step, 1));
        }
        for (String step : steps) {
            deaths.add(new Death(step, 1));
        }
        while (deaths.size() < KILLS / LANES) {
            deaths.add(new Death(ANY_MOMENT, deaths.size()));
        }
        return deaths;
    }

    @Test
    void nothingIsLostOrTornWheneverTheProcessIsKilled(@TempDir Path folder) throws Exception {
        Path templates = Files.createDirectory(folder.resolve("templates"));
        Files.write(
                templates.resolve("certificate"), TemplateCertificates.make().template());
        for (int i = 1; i <= 2; i++) {
            KeyPair key = TemplateCertificates.ecKey();
            Generation generation = new Generation(
                    i,
                    Phase.ACTIVE,
                    "file",
                    "g",
                    TemplateCertificates.root("CN=Culvert D2D CA G" + i, key),
                    List.of(),
                    List.of(),
                    false);
            Files.write(
                    templates.resolve("crl" + i),
                    TrustFilesTest.list(generation, key).getEncoded());
        }
        ExecutorService lanes = Executors.newFixedThreadPool(LANES);
        try {
            List<Future<Integer>> running = new ArrayList<>();
            for (int lane = 0; lane < LANES; lane++) {
                Path place = folder.resolve("lane" + lane);
                running.add(lanes.submit(() -> killAll(place, templates)));
            }
            int kills = 0;
            for (Future<Integer> lane : running) {
                kills += lane.get(15, TimeUnit.MINUTES);
            }
            assertThat(kills).isEqualTo(KILLS);
        } finally {
            lanes.shutdownNow();
        }
    }

    private static int killAll(Path place, Path templates) throws Exception {
        KillLedger ledger = new KillLedger(place);
        int kills = 0;
        for (Death death : deaths()) {
            kill(death, place, templates, ledger);
            try {
                ledger.check();
            } catch (AssertionError | IOException e) {
                throw new AssertionError("after the kill at " + death + " in " + place, e);
            }
            kills++;
        }
        System.out.println("FIGURE " + kills + " kills, " + ledger.acknowledged() + " certificates and audits kept");
        return kills;
    }

    private static void kill(Death death, Path place, Path templates, KillLedger ledger) throws Exception {
        DoomedProcess process = new DoomedProcess(
                KillTestProcess.class, place, templates, death.step(), death.occurrence(), ledger.highest());
        if (death.step().equals(ANY_MOMENT)) {
            killLater(process, death);
        }
        process.hear(ledger::hear, death);
    }

    /** Some time after the process began, which is none of the steps. */
    private static void killLater(DoomedProcess process, Death death) {
        Thread killer = new Thread(() -> {
            LockSupport.parkNanos(
                    Duration.ofMillis(300 + 37L * death.occurrence() % 700).toNanos());
            process.kill();
        });
        killer.start();
    }
}
