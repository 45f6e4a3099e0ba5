package io.culvert.ca;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.culvert.api.ca.AuthorityStatus.Phase;
import io.culvert.api.ca.AuthorityStatus.State;
import io.culvert.api.ca.CertificateInfo;
import io.culvert.api.ca.Issuance;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CRL;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What has to be true of an authority's folder, after what the processes that had it open have said. */
final class AuthorityKillLedger {

    private static final int PARENTS_DEVICE = 2000;

    private final Path folder;
    private final Map<String, String[]> inDoubt = new LinkedHashMap<>();
    private final Map<String, Given> given = new LinkedHashMap<>();
    private final List<Given> news = new ArrayList<>();
    private final Set<String> revoked = new HashSet<>();
    private final Map<Integer, Boolean> blocked = new HashMap<>();
    private final Map<Integer, Phase> phases = new TreeMap<>();
    private final Map<Integer, Long> listNumbers = new HashMap<>();
    private long everInDoubt;

    /** A certificate that was given away. */
    private record Given(String serial, int device, int generation, String digest) {}

    AuthorityKillLedger(Path folder) {
        this.folder = folder;
    }

    static String digest(X509Certificate certificate) throws CertificateException {
        return HexFormat.of().formatHex(KeyIdentifier.digest("SHA-256", certificate.getEncoded()));
    }

    int certificates() {
        return given.size();
    }

    int revocations() {
        return revoked.size();
    }

    int generations() {
        return phases.size();
    }

    void hear(String line) {
        String[] said = line.split(" ", -1);
        if (said[0].equals("try")) {
            inDoubt.put(said[1], said);
            return;
        }
        assertThat(said[0]).as(line).isEqualTo("ok");
        String[] what = inDoubt.remove(said[1]);
        assertThat(what).as(line).isNotNull();
        switch (what[2]) {
            case "issue", "renew" -> {
                if (!said[2].equals("refused")) {
                    give(new Given(said[2], Integer.parseInt(what[3]), Integer.parseInt(said[3]), said[4]));
                }
            }
            case "revoke" -> revoked.add(what[3]);
            case "block" -> blocked.put(Integer.valueOf(what[3]), true);
            case "readmit" -> blocked.put(Integer.valueOf(what[3]), false);
            case "prepare" -> phases.put(Integer.valueOf(said[2]), Phase.PREPARED);
            case "activate" -> {
                phases.replaceAll((number, phase) -> phase == Phase.ACTIVE ? Phase.SUPERSEDED : phase);
                phases.put(Integer.valueOf(said[2]), Phase.ACTIVE);
            }
            case "retire" -> phases.put(Integer.valueOf(said[2]), Phase.RETIRED);
            default -> assertThat(what[2]).isEqualTo("lists");
        }
    }

    private void give(Given certificate) {
        assertThat(given.put(certificate.serial(), certificate))
                .as("serial number %s is given twice", certificate.serial())
                .isNull();
        news.add(certificate);
    }

    /** Checks everything, and takes over what was in doubt and turned out to have happened. */
    void check() throws Exception {
        checkAuditAsItWasLeft();
        try (Premises premises = new Premises(folder, AuthorityKillProcess.CONFIGURATION)) {
            assertThat(premises.status().state())
                    .as(premises.status().problem())
                    .isEqualTo(State.VALID);
            Authority authority = premises.authority();
            assertThat(folder).isDirectoryNotContaining("glob:**/.*.tmp");
            checkGenerations();
            checkKeys();
            checkRoots();
            checkRegister(authority.register);
            checkLists(authority);
            checkNewCertificates(authority);
            inDoubt.clear();
            issue(authority);
        }
        checkAudit();
    }

    // ---- generations

    private List<Generation> written() throws Exception {
        return new GenerationFile(new DurableFiles(), folder.resolve("generations.json")).read();
    }

    private List<Generation> believed() throws Exception {
        return written().stream().filter(each -> each.phase() != Phase.RETIRED).toList();
    }

    private boolean mayHave(String kind) {
        return inDoubt.values().stream().anyMatch(what -> what[2].equals(kind));
    }

    private void checkGenerations() throws Exception {
        Map<Integer, Phase> now = new TreeMap<>();
        written().forEach(generation -> now.put(generation.number(), generation.phase()));
        if (phases.isEmpty()) { // the first, which is made by itself
            assertThat(now).containsExactly(Map.entry(1, Phase.ACTIVE));
        } else if (!mayHave("prepare") && !mayHave("activate") && !mayHave("retire")) {
            assertThat(now).isEqualTo(phases);
        } else {
            assertThat(now.keySet()).containsAll(phases.keySet());
            assertThat(now.size() - phases.size()).isBetween(0, mayHave("prepare") ? 1 : 0);
            long changed = phases.entrySet().stream()
                    .filter(before -> now.get(before.getKey()) != before.getValue())
                    .count();
            assertThat(changed).isIn(0L, mayHave("activate") ? 2L : mayHave("retire") ? 1L : 0L);
            assertThat(now.values()).containsOnlyOnce(Phase.ACTIVE);
        }
        phases.putAll(now);
    }

    private void checkKeys() throws Exception {
        char[] password =
                Files.readString(folder.resolve("ca.password")).strip().toCharArray();
        KeyStore store = KeyStore.getInstance(folder.resolve("ca.p12").toFile(), password);
        for (Generation generation : written()) {
            if (generation.phase() == Phase.RETIRED) {
                assertThat(store.containsAlias(generation.keyName())).isFalse();
            } else {
                assertThat(store.getKey(generation.keyName(), password)).isNotNull();
                assertThat(store.getCertificate(generation.keyName()).getPublicKey())
                        .isEqualTo(generation.certificate().getPublicKey());
            }
        }
    }

    private void checkRoots() throws Exception {
        List<X509Certificate> roots = believed().stream().map(Generation::root).toList();
        assertThat(CertificateFactory.getInstance("X.509")
                        .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(folder.resolve("ca.pem")))))
                .isEqualTo(roots);
        KeyStore store = KeyStore.getInstance(folder.resolve("ca.jks").toFile(), "changeit".toCharArray());
        List<X509Certificate> trusted = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            trusted.add((X509Certificate) store.getCertificate(alias));
        }
        assertThat(trusted).containsExactlyInAnyOrderElementsOf(roots);
    }

    // ---- register

    /** That no serial number is there twice, opening it has checked. */
    private void checkRegister(Register register) throws Exception {
        for (String[] doubt : inDoubt.values()) {
            switch (doubt[2]) {
                case "issue", "renew" -> everInDoubt++;
                case "block", "readmit" -> {
                    int device = Integer.parseInt(doubt[3]);
                    blocked.put(device, register.isBlocked(AuthorityKillProcess.device(device), ""));
                }
                default -> {}
            }
        }
        for (Given each : given.values()) {
            CertificateInfo info = register.find(each.serial()).orElseThrow();
            assertThat(info.device())
                    .isEqualTo(AuthorityKillProcess.device(each.device()).toString());
            assertThat(info.identity()).isEqualTo(AuthorityKillProcess.identity(each.device()));
            assertThat(info.generation()).isEqualTo(each.generation());
            if (blocked.getOrDefault(each.device(), false)) {
                assertThat(info.revocation()).as("of %s", each).isNotNull();
            }
            if (info.revocation() != null) {
                revoked.add(each.serial());
            }
        }
        for (String serial : revoked) {
            assertThat(register.find(serial).orElseThrow().revocation()).isNotNull();
        }
        blocked.forEach((device, yes) -> assertThat(register.isBlocked(AuthorityKillProcess.device(device), ""))
                .as("device %d is blocked", device)
                .isEqualTo(yes));
        assertThat(register.counts(premisesNow()).issued()).isBetween((long) given.size(), given.size() + everInDoubt);
    }

    private static Instant premisesNow() {
        return Instant.now();
    }

    // ---- revocation lists

    private void checkLists(Authority authority) throws Exception {
        byte[] content = Files.readAllBytes(folder.resolve("crl.pem"));
        Map<X509CRL, Boolean> inFile = new LinkedHashMap<>();
        for (CRL list : CertificateFactory.getInstance("X.509").generateCRLs(new ByteArrayInputStream(content))) {
            inFile.put((X509CRL) list, true);
        }
        List<Generation> believed = believed();
        assertThat(inFile).hasSize(believed.size());
        for (Generation generation : believed) {
            RevocationLists.Published published =
                    authority.lists.of(generation.number()).orElseThrow();
            X509CRL list = published.list();
            assertThat(inFile).containsKey(list);
            list.verify(generation.certificate().getPublicKey());
            Long before = listNumbers.put(generation.number(), published.number());
            assertThat(published.number()).isGreaterThan(before == null ? 0 : before);
            for (String serial : revoked) {
                Given certificate = given.get(serial);
                if (certificate != null && certificate.generation() == generation.number()) {
                    assertThat(list.getRevokedCertificate(new BigInteger(serial, 16)))
                            .as("%s in the list", serial)
                            .isNotNull();
                }
            }
        }
    }

    // ---- certificates

    private void checkNewCertificates(Authority authority) throws Exception {
        for (Given each : news) {
            checkCertificate(authority, each);
        }
        news.clear();
    }

    /** All at the end, since with their generations what leads to them has changed. */
    void checkAllCertificates() throws Exception {
        try (Premises premises = new Premises(folder, AuthorityKillProcess.CONFIGURATION)) {
            for (Given each : given.values()) {
                checkCertificate(premises.authority(), each);
            }
        }
    }

    private void checkCertificate(Authority authority, Given each) throws Exception {
        X509Certificate certificate =
                authority.register.certificate(each.serial()).orElseThrow();
        assertThat(digest(certificate)).isEqualTo(each.digest());
        Generation signer = authority.generations.find(each.generation()).orElse(null);
        if (signer == null) {
            assertThat(phases).containsEntry(each.generation(), Phase.RETIRED);
            return;
        }
        List<X509Certificate> chain = new ArrayList<>(List.of(certificate));
        chain.addAll(authority.generations.chain(signer));
        List<X509CRL> lists = authority.lists.current().stream()
                .map(RevocationLists.Published::list)
                .toList();
        // For whoever knows only the oldest or only the newest root that is believed and that leads here.
        for (X509Certificate root : new LinkedHashSet<>(List.of(signer.root(), oldestBefore(signer)))) {
            String refusal = Verifier.JDK.refusal(folder, chain, List.of(root), lists);
            if (revoked.contains(each.serial())) {
                assertThat(refusal).contains("revoked");
            } else {
                assertThat(refusal).isEmpty();
            }
        }
    }

    private X509Certificate oldestBefore(Generation signer) throws Exception {
        return believed().stream()
                .filter(each -> each.number() < signer.number())
                .reduce((newer, older) -> older)
                .orElse(signer)
                .root();
    }

    private void issue(Authority authority) throws Exception {
        Issuance.Issued issued = Premises.issued(authority.issue(
                AuthorityKillProcess.device(PARENTS_DEVICE).toString(),
                AuthorityKillProcess.identity(PARENTS_DEVICE),
                Premises.request(Premises.key()),
                null,
                "parent"));
        Given certificate = new Given(
                issued.info().serial(), PARENTS_DEVICE, issued.info().generation(), digest(issued.certificate()));
        give(certificate);
        checkNewCertificates(authority);
    }

    // ---- audit trail

    private void checkAuditAsItWasLeft() throws Exception {
        Path file = folder.resolve("audit.log");
        if (Files.notExists(file)) {
            return;
        }
        String text = Files.readString(file, StandardCharsets.US_ASCII);
        String whole = text.substring(0, text.lastIndexOf('\n') + 1); // what comes after may be torn
        for (String line : whole.lines().toList()) {
            try (JsonParser json = new JsonFactory().createParser(line)) {
                json.nextToken();
                json.skipChildren();
                assertThat(json.nextToken()).as(line).isNull();
            }
        }
    }

    private void checkAudit() throws Exception {
        Set<String> there = new HashSet<>();
        for (Map<String, String> entry : AuditTrailTest.entries(folder.resolve("audit.log"))) {
            there.add(entry.get("event") + " " + entry.getOrDefault("serial", ""));
        }
        for (String serial : given.keySet()) {
            assertThat(there).containsAnyOf("issued " + serial, "renewed " + serial);
        }
    }
}
