package io.culvert.ca;

import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.AuthorityOperations.CertificateQuery;
import io.culvert.api.ca.AuthorityOperations.RevocationTarget;
import io.culvert.api.ca.AuthorityStatus.Phase;
import io.culvert.api.ca.CertificateInfo;
import io.culvert.api.ca.RevocationReason;
import io.culvert.api.config.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The process that {@link KillTest} kills: changes everything that there is to be changed, in random order, says
 * {@code try} before each and {@code ok} after, and kills itself at a step.
 */
final class KillTestProcess {

    static final Instant EPOCH = Instant.parse("2026-11-29T12:00:00Z");
    private static final int MOST = 3000;

    private final TemplateCertificates templates;
    private final Random random;
    private final Register register;
    private final AuditTrail audit;
    private final KeyFile keys;
    private final GenerationFile generations;
    private final TrustFiles trust;
    private final List<X509CRL> lists;
    private final AtomicLong numbers;
    private final Semaphore turns = new Semaphore(0);

    private KillTestProcess(Path folder, Path templateFolder, String step, int occurrence, long number)
            throws IOException, GeneralSecurityException {
        this.templates = new TemplateCertificates(Files.readAllBytes(templateFolder.resolve("certificate")));
        this.lists = List.of(list(templateFolder.resolve("crl1")), list(templateFolder.resolve("crl2")));
        this.numbers = new AtomicLong(number);
        this.random = new Random(number);
        DurableFiles files = new DurableFiles(new DeadlyStep(folder, step, occurrence, () -> true));
        files.prepare(folder);
        this.register = Register.open(files, folder.resolve("register"));
        this.audit = AuditTrail.open(files, folder.resolve("audit.log"), new Listeners());
        this.keys = new KeyFile(files, folder, Secret.NONE);
        this.generations = new GenerationFile(files, folder.resolve("generations.json"));
        this.trust = new TrustFiles(files, folder);
    }

    private static X509CRL list(Path file) throws IOException, GeneralSecurityException {
        return (X509CRL)
                CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(Files.readAllBytes(file)));
    }

    public static void main(String[] arguments) throws Exception {
        KillTestProcess process = new KillTestProcess(
                Path.of(arguments[0]),
                Path.of(arguments[1]),
                arguments[2],
                Integer.parseInt(arguments[3]),
                Long.parseLong(arguments[4]));
        Thread other = new Thread(process::issueOnly);
        other.setDaemon(true);
        other.start();
        for (int i = 0; i < MOST; i++) {
            process.turns.release();
            process.anything();
        }
        System.exit(3); // the step did not come
    }

    /** Devices of its own, so that the other thread need not be known to say what has to be true. */
    private void issueOnly() {
        try {
            while (true) {
                turns.acquire();
                long number = numbers.incrementAndGet();
                issue(number, 1000 + number % 7);
            }
        } catch (IOException | GeneralSecurityException | InterruptedException e) {
            e.printStackTrace();
            System.exit(2);
        }
    }

    private void issue(long which, long device) throws IOException, GeneralSecurityException {
        String what = "issue " + which + " " + device;
        DoomedProcess.say("try " + what);
        boolean refused = register.issued(
                        TemplateCertificates.info(
                                which, new UUID(7, device), "identity-" + device, EPOCH.plusSeconds(which)),
                        templates.certificate(which))
                .isPresent();
        DoomedProcess.say((refused ? "refused " : "ok ") + what);
    }

    private void anything() throws IOException, GeneralSecurityException, AuthorityException {
        int device = random.nextInt(5);
        RevocationTarget target = new RevocationTarget.Device(new UUID(7, device).toString());
        switch (random.nextInt(10)) {
            case 0 -> revoke();
            case 1 -> {
                DoomedProcess.say("try block " + device);
                register.revoke(target, EPOCH, RevocationReason.KEY_COMPROMISE);
                DoomedProcess.say("ok block " + device);
            }
            case 2 -> {
                DoomedProcess.say("try readmit " + device);
                register.readmit(target, EPOCH);
                DoomedProcess.say("ok readmit " + device);
            }
            case 3 -> compact();
            case 4 -> keep("k" + device);
            case 5 -> {
                DoomedProcess.say("try delete k" + device);
                keys.delete("k" + device);
                DoomedProcess.say("ok delete k" + device);
            }
            case 6 -> generation();
            case 7 -> audit();
            case 8 -> trust();
            default -> issue(numbers.incrementAndGet(), device);
        }
    }

    private void revoke() throws IOException {
        List<CertificateInfo> some =
                register.find(CertificateQuery.all(30), EPOCH).certificates();
        if (!some.isEmpty()) {
            String serial = some.get(random.nextInt(some.size())).serial();
            DoomedProcess.say("try revoke " + serial);
            register.revoke(new RevocationTarget.Certificate(serial), EPOCH, RevocationReason.SUPERSEDED);
            DoomedProcess.say("ok revoke " + serial);
        }
    }

    /** All but those issued last. */
    private void compact() throws IOException {
        long expired = numbers.get() - 10;
        DoomedProcess.say("try compact " + expired);
        register.compact(EPOCH.plusSeconds(expired), Duration.ZERO);
        DoomedProcess.say("ok compact " + expired);
    }

    private void keep(String name) throws IOException, GeneralSecurityException, AuthorityException {
        PublicKey key = keys.create(name, "EC-P256");
        String what = "keep " + name + " " + KeyDigest.of(key).hex();
        DoomedProcess.say("try " + what);
        keys.keep(name, List.of(templates.certificate(1, key)));
        DoomedProcess.say("ok " + what);
    }

    private Generation some(long which) throws GeneralSecurityException {
        X509Certificate certificate = templates.certificate(which);
        return new Generation(
                (int) which, Phase.ACTIVE, "file", "g" + which, certificate, List.of(), List.of(certificate), false);
    }

    private void generation() throws IOException, GeneralSecurityException {
        long number = numbers.incrementAndGet();
        DoomedProcess.say("try generations " + number);
        generations.write(List.of(some(number), some(1)));
        DoomedProcess.say("ok generations " + number);
    }

    private void audit() throws IOException {
        long number = numbers.incrementAndGet();
        DoomedProcess.say("try audit " + number);
        audit.record(AuditEntry.of(EPOCH, AuditEntry.Event.REVOKED, "somebody").serial(String.valueOf(number)));
        DoomedProcess.say("ok audit " + number);
    }

    private void trust() throws IOException, GeneralSecurityException {
        long number = numbers.incrementAndGet();
        DoomedProcess.say("try trust " + number);
        trust.writeRoots(List.of(some(number)));
        trust.writeRevoked(number % 4 == 0 ? lists : List.of(lists.get(1)));
        DoomedProcess.say("ok trust " + number);
    }
}
