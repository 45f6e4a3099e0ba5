package io.culvert.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.AuthorityKeys;
import io.culvert.api.ca.AuthorityKeys.LockedException;
import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileTest {

    private static final byte[] CONTENT = {1, 2, 3};

    private Path folder;
    private Path file;
    private Path passwordFile;
    private AuthorityKeys keys;

    @BeforeEach
    void open(@TempDir Path temporary) {
        folder = temporary;
        file = folder.resolve("ca.p12");
        passwordFile = folder.resolve("ca.password");
        keys = reopened();
    }

    private AuthorityKeys reopened() {
        return new KeyFile(new DurableFiles(), folder, Secret.NONE);
    }

    private static boolean verifies(PublicKey key, String algorithm, byte[] signature) throws GeneralSecurityException {
        Signature verifier = Signature.getInstance(algorithm);
        verifier.initVerify(key);
        verifier.update(CONTENT);
        return verifier.verify(signature);
    }

    /** Adopts a pair, since only whoever has a private key can sign a certificate for it here. */
    private static X509Certificate keep(AuthorityKeys keys, String name) throws Exception {
        return keep(keys, name, TemplateCertificates.ecKey());
    }

    private static X509Certificate keep(AuthorityKeys keys, String name, KeyPair pair) throws Exception {
        X509Certificate certificate = TemplateCertificates.root("CN=Culvert D2D CA " + name, pair);
        keys.adopt(name, pair.getPrivate(), pair.getPublic());
        keys.keep(name, List.of(certificate));
        return certificate;
    }

    private static KeyPair pair(String algorithm) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (algorithm.equals("RSA") || algorithm.equals("DSA")) {
            generator.initialize(2048);
        }
        return generator.generateKeyPair();
    }

    @ParameterizedTest
    @CsvSource({"EC-P256,SHA256withECDSA,256", "EC-P384,SHA384withECDSA,384", "RSA-3072,SHA256withRSA,3072"})
    void aKeyThatIsMadeSigns(String algorithm, String signature, int bits) throws Exception {
        PublicKey key = keys.create("g1", algorithm);
        assertThat(key).isEqualTo(keys.publicKey("g1"));
        assertThat(verifies(key, signature, keys.sign("g1", signature, CONTENT)))
                .isTrue();
        assertThat(file).doesNotExist();
        assertThat(reopened().publicKey("g1")).isNull();
        int length = key instanceof java.security.interfaces.ECKey ec
                ? ec.getParams().getOrder().bitLength()
                : ((java.security.interfaces.RSAKey) key).getModulus().bitLength();
        assertThat(length).isEqualTo(bits);
    }

    @Test
    void aKeyThatIsMadeCanBeKept() throws Exception {
        PublicKey key = keys.create("g1", "EC-P256");
        keys.keep("g1", List.of(TemplateCertificates.make().certificate(1, key)));
        AuthorityKeys after = reopened();
        assertThat(after.publicKey("g1")).isEqualTo(key);
        assertThat(verifies(key, "SHA256withECDSA", after.sign("g1", "SHA256withECDSA", CONTENT)))
                .isTrue();
    }

    @Test
    void otherAlgorithmsAreNotMade() {
        assertThatThrownBy(() -> keys.create("g1", "RSA-1024"))
                .isInstanceOf(AuthorityException.class)
                .hasMessageContaining("RSA-1024")
                .hasMessageContaining("EC-P256");
    }

    @ParameterizedTest
    @CsvSource({"EC,SHA256withECDSA", "RSA,SHA256withRSA", "Ed25519,Ed25519"})
    void aKeyThatIsAdoptedIsThereAfterARestart(String algorithm, String signature) throws Exception {
        X509Certificate certificate = keep(keys, "g1", pair(algorithm));
        AuthorityKeys after = reopened();
        assertThat(after.publicKey("g1")).isEqualTo(certificate.getPublicKey());
        assertThat(after.publicKey("G1")).isEqualTo(certificate.getPublicKey());
        assertThat(verifies(certificate.getPublicKey(), signature, after.sign("g1", signature, CONTENT)))
                .isTrue();
        assertThat(after.publicKey("g2")).isNull();
    }

    @Test
    void whatDoesNotBelongTogetherIsNotAdopted() throws Exception {
        KeyPair pair = pair("EC");
        assertThatThrownBy(() -> keys.adopt("g1", pair.getPrivate(), pair("EC").getPublic()))
                .isInstanceOf(AuthorityException.class);
        assertThatThrownBy(() -> keys.adopt("g1", pair.getPrivate(), pair("RSA").getPublic()))
                .isInstanceOf(GeneralSecurityException.class);
        KeyPair dsa = pair("DSA");
        assertThatThrownBy(() -> keys.adopt("g1", dsa.getPrivate(), dsa.getPublic()))
                .isInstanceOf(AuthorityException.class)
                .hasMessageContaining("DSA");
        assertThat(keys.publicKey("g1")).isNull();
    }

    @Test
    void aCertificateOfAnotherKeyIsNotKept() throws Exception {
        keys.create("g1", "EC-P256");
        X509Certificate other = TemplateCertificates.root("CN=other", pair("EC"));
        assertThatThrownBy(() -> keys.keep("g1", List.of(other))).isInstanceOf(AuthorityException.class);
        assertThatThrownBy(() -> keys.keep("g2", List.of(other)))
                .isInstanceOf(AuthorityException.class)
                .hasMessageContaining("g2");
        assertThat(file).doesNotExist();
    }

    @Test
    void whatIsNotKeptIsReplacedByTheNext() throws Exception {
        X509Certificate kept = keep(keys, "g1");
        PublicKey next = keys.create("g1", "EC-P256");
        assertThat(keys.publicKey("g1")).isEqualTo(next);
        assertThat(reopened().publicKey("g1")).isEqualTo(kept.getPublicKey());
    }

    @Test
    void severalKeysAreThereAndOneIsDestroyed() throws Exception {
        keep(keys, "g1");
        X509Certificate second = keep(keys, "g2");
        keys.delete("g1");
        keys.delete("g3");
        for (AuthorityKeys each : List.of(keys, reopened())) {
            assertThat(each.publicKey("g1")).isNull();
            assertThat(each.publicKey("g2")).isEqualTo(second.getPublicKey());
            assertThatThrownBy(() -> each.sign("g1", "SHA256withECDSA", CONTENT))
                    .isInstanceOf(AuthorityException.class)
                    .hasMessageContaining("g1")
                    .hasMessageContaining(file.toString());
        }
        keys.delete("g2");
        assertThat(reopened().publicKey("g2")).isNull();
    }

    /** The JDK's own key store forgets the certificate of k4 here. */
    @Test
    void keysWhoseCertificatesHaveOneNameDoNotDisturbEachOther() throws Exception {
        TemplateCertificates templates = TemplateCertificates.make();
        List<String> there = new java.util.ArrayList<>();
        for (String step : List.of("+k2", "+k1", "+k0", "+k2", "-k1", "-k0", "+k4", "-k2", "+k2", "-k2")) {
            String name = step.substring(1);
            there.remove(name);
            if (step.startsWith("+")) {
                keys.keep(name, List.of(templates.certificate(1, keys.create(name, "EC-P256"))));
                there.add(name);
            } else {
                keys.delete(name);
            }
            for (String each : there) {
                assertThat(reopened().publicKey(each))
                        .as("%s after %s", each, step)
                        .isNotNull();
            }
        }
    }

    @Test
    void aChainIsKeptUpToItsRoot() throws Exception {
        KeyPair pair = TemplateCertificates.ecKey();
        KeyPair rootPair = TemplateCertificates.ecKey();
        X509Certificate root = TemplateCertificates.root("CN=company", rootPair);
        X509Certificate issued = TemplateCertificates.issued("CN=Culvert D2D CA G1", pair.getPublic(), root, rootPair);
        keys.adopt("g1", pair.getPrivate(), pair.getPublic());
        keys.keep("g1", List.of(issued, root));
        keep(keys, "g2");
        String text =
                ExternalCommand.succeed("openssl", "pkcs12", "-in", file, "-passin", "file:" + passwordFile, "-nokeys");
        assertThat(text.split("BEGIN CERTIFICATE", -1)).hasSize(4);
        assertThat(reopened().publicKey("g1")).isEqualTo(pair.getPublic());
    }

    @Test
    void onlyTheGatewaysUserMayReadThem() throws Exception {
        keep(keys, "g1");
        for (Path each : List.of(file, passwordFile)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                    .isEqualTo("rw-------");
        }
        assertThat(Files.readString(passwordFile)).matches("[A-Za-z0-9_-]{43}\n");
    }

    @Test
    void opensslAndKeytoolReadTheFile() throws Exception {
        X509Certificate certificate = keep(keys, "g1");
        keep(keys, "g2", pair("RSA"));
        assertThat(ExternalCommand.succeed(
                        "openssl", "pkcs12", "-in", file, "-passin", "file:" + passwordFile, "-nodes"))
                .contains("BEGIN PRIVATE KEY", "BEGIN CERTIFICATE", "friendlyName: g1", "friendlyName: g2");
        assertThat(ExternalCommand.succeed("keytool", "-list", "-keystore", file, "-storepass:file", passwordFile))
                .contains("Keystore type: PKCS12")
                .contains("contains 2 entries")
                .contains("PrivateKeyEntry");
        assertThat(certificate.getPublicKey()).isEqualTo(keys.publicKey("g1"));
    }

    @Test
    void aConfiguredPasswordIsUsedAndNoneIsWritten() throws Exception {
        Secret password = secret("correct horse");
        KeyFile configured = new KeyFile(new DurableFiles(), folder, password);
        X509Certificate certificate = keep(configured, "g1");
        assertThat(passwordFile).doesNotExist();
        assertThat(new KeyFile(new DurableFiles(), folder, password).publicKey("g1"))
                .isEqualTo(certificate.getPublicKey());
        assertThatThrownBy(() -> new KeyFile(new DurableFiles(), folder, secret("wrong")).publicKey("g1"))
                .isInstanceOf(LockedException.class)
                .hasMessageContaining(file.toString())
                .hasMessageNotContaining("wrong");
        assertThatThrownBy(() -> keys.publicKey("g1"))
                .isInstanceOf(LockedException.class)
                .hasMessageContaining(passwordFile.toString());
    }

    @Test
    void aPasswordThatCannotBeUsedIsSaid() throws Exception {
        KeyFile configured = new KeyFile(new DurableFiles(), folder, secret("grün"));
        assertThatThrownBy(() -> keep(configured, "g1"))
                .isInstanceOf(AuthorityException.class)
                .hasMessageContaining("ASCII")
                .hasMessageNotContaining("grün");
        assertThat(file).doesNotExist();
    }

    private static Secret secret(String text) throws BadConfigurationException {
        return Secret.of("password", text);
    }

    @Test
    void aWrongPasswordIsNotWrittenOver() throws Exception {
        X509Certificate certificate = keep(keys, "g1");
        byte[] before = Files.readAllBytes(file);
        String password = Files.readString(passwordFile);
        for (String wrong : List.of("wrong\n", "", "\n")) {
            Files.writeString(passwordFile, wrong);
            AuthorityKeys locked = reopened();
            assertThatThrownBy(() -> locked.publicKey("g1"))
                    .isInstanceOf(LockedException.class)
                    .hasMessageContaining(passwordFile.toString());
            assertThatThrownBy(() -> locked.sign("g1", "SHA256withECDSA", CONTENT))
                    .isInstanceOf(AuthorityException.class);
            assertThatThrownBy(() -> keep(locked, "g2")).isInstanceOf(AuthorityException.class);
            assertThatThrownBy(() -> locked.delete("g1")).isInstanceOf(AuthorityException.class);
            assertThat(file).hasBinaryContent(before);

            Files.writeString(passwordFile, password);
            assertThat(locked.publicKey("g1")).isEqualTo(certificate.getPublicKey());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 5000})
    void garbageIsNamedAndNotWrittenOver(int length) throws Exception {
        keep(keys, "g1");
        byte[] garbage = new byte[length];
        Files.write(file, garbage);
        for (AuthorityKeys each : List.of(keys, reopened())) {
            assertThatThrownBy(() -> each.publicKey("g1"))
                    .isInstanceOf(AuthorityException.class)
                    .hasMessageContaining(file.toString());
            assertThatThrownBy(() -> keep(each, "g2")).isInstanceOf(AuthorityException.class);
        }
        assertThat(file).hasBinaryContent(garbage);
    }

    @Test
    void aFileThatIsCutIsDamagedWhereverItIsCut() throws Exception {
        keep(keys, "g1");
        byte[] whole = Files.readAllBytes(file);
        for (int length = 1; length < whole.length; length += 97) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> keys.publicKey("g1"))
                    .as("%d bytes", length)
                    .isInstanceOfAny(AuthorityException.class, LockedException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void anOperatorMayPutBackAnOlderFile() throws Exception {
        X509Certificate first = keep(keys, "g1");
        byte[] backup = Files.readAllBytes(file);
        keep(keys, "g2");
        assertThat(keys.publicKey("g2")).isNotNull();
        Files.delete(file);
        assertThat(keys.publicKey("g1")).isNull();
        Files.write(file, backup);
        assertThat(keys.publicKey("g1")).isEqualTo(first.getPublicKey());
        assertThat(keys.publicKey("g2")).isNull();
    }

    @Test
    void theOldFileStillWorksWhenTheNewOneCannotBeWritten() throws Exception {
        boolean[] fails = {false};
        KeyFile failing = new KeyFile(
                new DurableFiles(step -> {
                    if (fails[0]) {
                        throw new IOException("No space left on device");
                    }
                }),
                folder,
                Secret.NONE);
        fails[0] = true;
        assertThatThrownBy(() -> keep(failing, "g1"))
                .isInstanceOf(AuthorityException.class)
                .hasMessageContaining("No space left on device");
        fails[0] = false;
        X509Certificate first = keep(failing, "g1");
        fails[0] = true;
        assertThatThrownBy(() -> keep(failing, "g2")).isInstanceOf(AuthorityException.class);
        assertThatThrownBy(() -> failing.delete("g1")).isInstanceOf(AuthorityException.class);
        for (AuthorityKeys each : List.of(failing, reopened())) {
            assertThat(each.publicKey("g1")).isEqualTo(first.getPublicKey());
        }
        assertThat(Map.of("g2", failing.publicKey("g2") != null)).containsEntry("g2", true);
    }

    @Test
    void twoThreadsKeepTheirKeys() throws Exception {
        List<String> names = List.of("a", "b", "c", "d", "e", "f");
        List<Throwable> failures = new java.util.concurrent.CopyOnWriteArrayList<>();
        List<Thread> threads = names.stream()
                .map(name -> new Thread(() -> {
                    try {
                        keep(keys, name);
                        keys.sign(name, "SHA256withECDSA", CONTENT);
                    } catch (Exception e) {
                        failures.add(e);
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        AuthorityKeys after = reopened();
        for (String name : names) {
            assertThat(after.publicKey(name)).isNotNull();
        }
    }
}
