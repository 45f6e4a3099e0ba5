package io.culvert.ca;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.ca.AuthorityKeys;
import io.culvert.api.ca.AuthorityOperations.CertificateQuery;
import io.culvert.api.config.Secret;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What has to be true of a folder, after what its processes have said. */
final class KillLedger {

    private static final String NONE = "none";

    private final Path folder;
    private final Set<String> inDoubt = new LinkedHashSet<>();
    private final Map<Long, Long> issued = new HashMap<>();
    private final Set<String> revoked = new HashSet<>();
    private final Map<Long, Boolean> blocked = new HashMap<>();
    private final Map<String, String> keys = new HashMap<>();
    private final Set<String> audited = new HashSet<>();
    private String generations = NONE;
    private String trust = NONE;
    private long expired;
    private long highest = 10;
    private long everInDoubt;

    KillLedger(Path folder) {
        this.folder = folder;
    }

    /** The highest number that was used. */
    long highest() {
        return highest;
    }

    int acknowledged() {
        return issued.size() + audited.size();
    }

    void hear(String line) {
        String[] said = line.split(" ", 2);
        if (said[0].equals("try")) {
            inDoubt.add(said[1]);
            String[] words = said[1].split(" ", -1);
            if (words[1].matches("[0-9]{1,9}")) {
                highest = Math.max(highest, Long.parseLong(words[1]));
            }
            if (words[0].equals("compact")) {
                expired = Math.max(expired, Long.parseLong(words[1]));
            }
            return;
        }
        assertThat(inDoubt.remove(said[1])).as(line).isTrue();
        if (said[0].equals("ok")) {
            accept(said[1].split(" ", -1));
        }
    }

    private void accept(String... words) {
        switch (words[0]) {
            case "issue" -> issued.put(Long.valueOf(words[1]), Long.valueOf(words[2]));
            case "revoke" -> revoked.add(words[1]);
            case "block" -> blocked.put(Long.valueOf(words[1]), true);
            case "readmit" -> blocked.put(Long.valueOf(words[1]), false);
            case "keep" -> keys.put(words[1], words[2]);
            case "delete" -> keys.remove(words[1]);
            case "generations" -> generations = words[1];
            case "audit" -> audited.add(words[1]);
            case "trust" -> trust = words[1];
            default -> assertThat(words[0]).isEqualTo("compact");
        }
    }

    /** Checks everything, and takes over what was in doubt and turned out to have happened. */
    void check() throws Exception {
        DurableFiles files = new DurableFiles();
        files.prepare(folder);
        checkRegister(files);
        checkKeys(files);
        checkWholeFiles(files);
        checkAudit();
        inDoubt.clear();
    }

    private void checkRegister(DurableFiles files) throws Exception {
        try (Register register = Register.open(files, folder.resolve("register"))) { // fails when a serial is twice
            for (String doubt : inDoubt) {
                String[] words = doubt.split(" ", -1);
                switch (words[0]) {
                    case "issue" -> {
                        everInDoubt++;
                        if (register.exists(TemplateCertificates.serial(Long.parseLong(words[1])))) {
                            everInDoubt--;
                            accept(words);
                        }
                    }
                    case "block", "readmit" -> {
                        boolean now = register.isBlocked(new UUID(7, Long.parseLong(words[1])), "");
                        accept(now ? "block" : "readmit", words[1]);
                    }
                    default -> {}
                }
            }
            for (Map.Entry<Long, Long> each : issued.entrySet()) {
                UUID device = new UUID(7, each.getValue());
                assertThat(register.owner(device)).contains("identity-" + each.getValue());
                String serial = TemplateCertificates.serial(each.getKey());
                if (each.getKey() >= expired) {
                    X509Certificate certificate = register.certificate(serial).orElseThrow();
                    assertThat(certificate.getSerialNumber().toString(16)).isEqualTo(serial);
                }
            }
            for (String serial : revoked) {
                register.find(serial).ifPresent(info -> assertThat(info.revocation())
                        .as("of %s", serial)
                        .isNotNull());
            }
            blocked.forEach((device, yes) -> assertThat(register.isBlocked(new UUID(7, device), ""))
                    .as("device %d", device)
                    .isEqualTo(yes));
            blocked.forEach((device, yes) -> assertThat(yes && hasUnrevoked(register, device))
                    .as("a certificate of the blocked device %d", device)
                    .isFalse());
            assertThat(register.counts(KillTestProcess.EPOCH).issued())
                    .isBetween((long) issued.size(), issued.size() + everInDoubt);
        }
        assertThat(folder).isDirectoryNotContaining("glob:**/.*.tmp");
    }

    private static boolean hasUnrevoked(Register register, long device) {
        CertificateQuery query =
                new CertificateQuery(null, new UUID(7, device).toString(), null, null, false, true, 0, 1);
        return register.find(query, KillTestProcess.EPOCH).total() > 0;
    }

    private void checkKeys(DurableFiles files) throws Exception {
        AuthorityKeys kept = new KeyFile(files, folder, Secret.NONE);
        for (int i = 0; i < 5; i++) {
            String name = "k" + i;
            PublicKey key = kept.publicKey(name);
            String now = key == null ? NONE : KeyDigest.of(key).hex();
            Set<String> possible = new HashSet<>(Set.of(keys.getOrDefault(name, NONE)));
            for (String doubt : inDoubt) {
                if (doubt.startsWith("keep " + name)) {
                    possible.add(doubt.split(" ", -1)[2]);
                } else if (doubt.equals("delete " + name)) {
                    possible.add(NONE);
                }
            }
            assertThat(possible).as("key %s", name).contains(now);
            keys.put(name, now);
        }
    }

    private void checkWholeFiles(DurableFiles files) throws Exception {
        String generation = new GenerationFile(files, folder.resolve("generations.json"))
                .read().stream()
                        .map(each -> String.valueOf(each.number()))
                        .findFirst()
                        .orElse(NONE);
        generations = oneOf(generation, generations, "generations");
        Path pem = folder.resolve("ca.pem");
        String root = Files.exists(pem)
                ? number((X509Certificate) CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(pem))))
                : NONE;
        Path truststore = folder.resolve("ca.jks");
        String trusted = NONE;
        if (Files.exists(truststore)) {
            KeyStore store = KeyStore.getInstance(truststore.toFile(), "changeit".toCharArray());
            assertThat(Collections.list(store.aliases())).hasSize(1);
            trusted = number(
                    (X509Certificate) store.getCertificate(store.aliases().nextElement()));
        }
        oneOf(trusted, trust, "trust");
        Path lists = folder.resolve("crl.pem");
        if (Files.exists(lists)) {
            byte[] content = Files.readAllBytes(lists);
            assertThat(CertificateFactory.getInstance("X.509").generateCRLs(new ByteArrayInputStream(content)))
                    .hasSizeBetween(1, 2);
            assertThat(new String(content, java.nio.charset.StandardCharsets.US_ASCII))
                    .endsWith("-----END X509 CRL-----\n");
        }
        String before = trust;
        trust = oneOf(root, before, "trust");
        if (!trusted.equals(root)) { // killed between the two: the next start makes them anew
            Files.deleteIfExists(truststore);
            Files.deleteIfExists(pem);
            trust = NONE;
        }
    }

    private String oneOf(String now, String before, String kind) {
        Set<String> possible = new HashSet<>(Set.of(before));
        for (String doubt : inDoubt) {
            if (doubt.startsWith(kind + " ")) {
                possible.add(doubt.split(" ", -1)[1]);
            }
        }
        assertThat(possible).as(kind).contains(now);
        return now;
    }

    private static String number(X509Certificate certificate) {
        return String.valueOf(certificate.getSerialNumber().longValue());
    }

    private void checkAudit() throws Exception {
        Set<String> there = new HashSet<>();
        try (AuditTrail trail = AuditTrail.open(new DurableFiles(), folder.resolve("audit.log"), new Listeners())) {
            trail.record(AuditEntry.of(KillTestProcess.EPOCH, AuditEntry.Event.REFUSED, "parent")); // cuts off
        }
        for (Map<String, String> entry : AuditTrailTest.entries(folder.resolve("audit.log"))) {
            there.add(entry.getOrDefault("serial", ""));
        }
        assertThat(there).containsAll(audited);
    }
}
