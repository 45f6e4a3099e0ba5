package io.culvert.ca;

import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.AuthorityOperations.CertificateQuery;
import io.culvert.api.ca.AuthorityOperations.RevocationTarget;
import io.culvert.api.ca.AuthorityStatus.Phase;
import io.culvert.api.ca.CertificateInfo;
import io.culvert.api.ca.Issuance;
import io.culvert.api.ca.RevocationReason;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The process that {@link AuthorityKillTest} kills: an authority that issues, revokes and renews itself in random order,
 * says {@code try} before and {@code ok} after each, and kills itself at a step of one kind of operation.
 */
final class AuthorityKillProcess {

    static final Map<String, String> CONFIGURATION =
            Map.of("limit.certificates", "1000000", "limit.per.hour", "1000000", "renew.automatic", "false");
    static final int DEVICES = 5;
    private static final int OTHERS = 7;
    private static final int MOST = 500;
    private static final int BELIEVED = 4;
    private static final String OPENING = "open";
    private static final AtomicInteger TRIES = new AtomicInteger();

    // What a thread does; the main thread begins with opening.
    private final ThreadLocal<String> doing = ThreadLocal.withInitial(() -> OPENING);
    private final String operation;
    private final Random random;
    private final Premises premises;
    private final Semaphore turns = new Semaphore(0);

    private AuthorityKillProcess(Path folder, String operation, String step, int occurrence, long seed) {
        this.operation = operation;
        this.random = new Random(seed);
        DurableFiles files =
                new DurableFiles(new DeadlyStep(folder, step, occurrence, () -> operation.equals(doing.get())));
        this.premises = new Premises(folder, CONFIGURATION, files);
    }

    static UUID device(int number) {
        return new UUID(0x7000L << 16 | 0x4000, 0x8000000000000000L + number);
    }

    static String identity(int number) {
        return "owner-" + number;
    }

    public static void main(String[] arguments) throws Exception {
        AuthorityKillProcess process = new AuthorityKillProcess(
                Path.of(arguments[0]),
                arguments[1],
                arguments[2],
                Integer.parseInt(arguments[3]),
                Long.parseLong(arguments[4]));
        Thread other = new Thread(process::issueOnly);
        other.setDaemon(true);
        other.start();
        for (int i = 0; i < MOST; i++) {
            process.turns.release();
            process.act();
        }
        System.exit(3); // the step did not come
    }

    // ---- what it says

    /** Gives what the answer to it has to begin with. */
    private String attempt(String kind, Object object) {
        doing.set(kind);
        String number = String.valueOf(TRIES.incrementAndGet());
        DoomedProcess.say("try " + number + " " + kind + " " + object);
        return number;
    }

    private void done(String number, String result) {
        doing.set("nothing");
        DoomedProcess.say("ok " + number + " " + result);
    }

    // ---- what it does

    private void act() throws Exception {
        List<String> all = List.of(
                "issue",
                "issue",
                "issue",
                "renew",
                "renew",
                "revoke",
                "block",
                "readmit",
                "prepare",
                "activate",
                "retire",
                "lists");
        int device = random.nextInt(DEVICES);
        switch (random.nextBoolean() ? operation : all.get(random.nextInt(all.size()))) {
            case "issue" -> issue(device);
            case "renew" -> renew();
            case "revoke" -> revoke();
            case "block" -> block(device);
            case "readmit" -> readmit(device);
            case "prepare", "activate" -> renewAuthority();
            case "retire" -> retire();
            default -> renewLists();
        }
    }

    /** Devices of its own, so that what the other thread has revoked does not concern them. */
    private void issueOnly() {
        try {
            for (int i = 0; true; i++) {
                turns.acquire();
                issue(1000 + i % OTHERS);
            }
        } catch (Exception e) { // at the thread's top
            e.printStackTrace();
            System.exit(2);
        }
    }

    private void issue(int device) throws Exception {
        byte[] request = Premises.request(Premises.key());
        String number = attempt("issue", device);
        Issuance outcome =
                premises.authority().issue(device(device).toString(), identity(device), request, null, "tester");
        said(number, outcome);
    }

    private void said(String number, Issuance outcome) throws Exception {
        if (outcome instanceof Issuance.Issued issued) {
            done(
                    number,
                    issued.info().serial() + " " + issued.info().generation() + " "
                            + AuthorityKillLedger.digest(issued.certificate()));
        } else {
            done(number, "refused");
        }
    }

    private Optional<CertificateInfo> some() {
        List<CertificateInfo> unrevoked = premises.authority().find(CertificateQuery.all(200)).certificates().stream()
                .filter(each -> each.revocation() == null
                        && each.device().equals(device(0).toString()))
                .toList();
        return unrevoked.isEmpty() ? Optional.empty() : Optional.of(unrevoked.get(random.nextInt(unrevoked.size())));
    }

    private void renew() throws Exception {
        CertificateInfo predecessor = some().orElse(null);
        if (predecessor == null) {
            readmit(0);
            issue(0);
            return;
        }
        X509Certificate certificate =
                premises.authority().register.certificate(predecessor.serial()).orElseThrow();
        KeyPair key = Premises.key();
        String number = attempt("renew", 0);
        said(number, premises.renewByTls(certificate, Premises.request(key)));
    }

    private void revoke() throws Exception {
        CertificateInfo some = some().orElse(null);
        if (some == null) {
            readmit(0);
            issue(0);
            return;
        }
        String number = attempt("revoke", some.serial());
        revoke(new RevocationTarget.Certificate(some.serial()));
        done(number, "");
    }

    private void block(int device) throws AuthorityException {
        String number = attempt("block", device);
        revoke(new RevocationTarget.Device(device(device).toString()));
        done(number, "");
    }

    private void revoke(RevocationTarget target) throws AuthorityException {
        premises.authority().administration.revoke(target, RevocationReason.KEY_COMPROMISE, "tester");
    }

    private void readmit(int device) throws AuthorityException {
        String number = attempt("readmit", device);
        premises.authority()
                .administration
                .readmit(new RevocationTarget.Device(device(device).toString()), "tester");
        done(number, "");
    }

    /** Prepares a generation, or activates the one that is prepared. */
    private void renewAuthority() throws AuthorityException {
        Generations generations = premises.authority().generations;
        boolean prepared = generations.prepared().isPresent();
        if (!prepared && generations.believed().size() >= BELIEVED) {
            retire();
            return;
        }
        String number = attempt(prepared ? "activate" : "prepare", "");
        done(number, String.valueOf(premises.authority().administration.renew(prepared, "tester")));
    }

    private void retire() throws AuthorityException {
        Generation oldest = premises.authority().generations.believed().stream()
                .filter(each -> each.phase() == Phase.SUPERSEDED)
                .min(Comparator.comparingInt(Generation::number))
                .orElse(null);
        if (oldest == null) {
            renewAuthority();
            return;
        }
        String number = attempt("retire", "");
        premises.authority().administration.retire(oldest);
        done(number, String.valueOf(oldest.number()));
    }

    private void renewLists() throws AuthorityException {
        String number = attempt("lists", "");
        premises.authority().administration.renewLists();
        done(number, "");
    }
}
