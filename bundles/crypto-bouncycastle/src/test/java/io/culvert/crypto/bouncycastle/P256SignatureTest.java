package io.culvert.crypto.bouncycastle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Installed.class)
class P256SignatureTest {

    private static final byte[] MESSAGE = "What is signed".getBytes(StandardCharsets.UTF_8);
    private static final String JDK = "SunEC";

    @Test
    void signsWithP256AndTheJdkVerifies() throws GeneralSecurityException {
        for (int i = 0; i < 200; i++) { // numbers of every length
            KeyPair pair = pair("secp256r1");
            Signature signer = Signature.getInstance("SHA256withECDSA");
            signer.initSign(pair.getPrivate());
            byte[] signature = sign(signer);
            assertThat(signer.getProvider().getName()).isEqualTo(CurveProvider.NAME);
            assertThat(verified(pair, signature)).isTrue();
            signature[signature.length - 1] ^= 1;
            assertThat(verified(pair, signature)).isFalse();
        }
    }

    @Test
    void opensslVerifiesToo(@TempDir Path folder) throws Exception {
        KeyPair pair = pair("secp256r1");
        Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(pair.getPrivate());
        Path signature = Files.write(folder.resolve("signature"), sign(signer));
        Path message = Files.write(folder.resolve("message"), MESSAGE);
        Path key = Files.writeString(
                folder.resolve("key.pem"),
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(pair.getPublic().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n");
        Process openssl = new ProcessBuilder(
                        "openssl",
                        "dgst",
                        "-sha256",
                        "-verify",
                        key.toString(),
                        "-signature",
                        signature.toString(),
                        message.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("Verified OK");
        assertThat(openssl.waitFor()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp384r1", "secp521r1"})
    void jcaTakesTheNextForOtherCurves(String curve) throws GeneralSecurityException {
        KeyPair pair = pair(curve);
        Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(pair.getPrivate());
        assertThat(verified(pair, sign(signer))).isTrue();
        assertThat(signer.getProvider().getName()).isEqualTo(JDK);
    }

    @Test
    void jcaTakesTheNextToVerify() throws GeneralSecurityException {
        KeyPair pair = pair("secp256r1");
        Signature verifier = Signature.getInstance("SHA256withECDSA");
        verifier.initVerify(pair.getPublic());
        assertThat(verifier.getProvider().getName()).isEqualTo(JDK);
    }

    /** A key in hardware: an {@link java.security.interfaces.ECKey} without its number, or not even that. */
    @Test
    void keysThatHideTheirNumberAreNotForUs() throws GeneralSecurityException {
        ECPrivateKey real = (ECPrivateKey) pair("secp256r1").getPrivate();
        CurveProvider provider = new CurveProvider();
        assertThat(provider.getService("Signature", "SHA256withECDSA").supportsParameter(real))
                .isTrue();
        assertThat(provider.getService("Signature", "SHA256withECDSA").supportsParameter(new Opaque()))
                .isFalse();
        Signature signer = Signature.getInstance("SHA256withECDSA");
        assertThatThrownBy(() -> signer.initSign(new Opaque())).isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void rsaIsNobodysBusinessHere() throws GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        Signature signer = Signature.getInstance("SHA256withRSA");
        signer.initSign(pair.getPrivate());
        assertThat(signer.getProvider().getName()).isEqualTo("SunRsaSign");
        Signature ecdsa = Signature.getInstance("SHA256withECDSA");
        assertThatThrownBy(() -> ecdsa.initSign(pair.getPrivate())).isInstanceOf(InvalidKeyException.class);
    }

    /** JCA keeps the provider of the first key; the transport checks so that key and certificate belong together. */
    @Test
    void oneObjectSignsAndVerifiesInTurn() throws GeneralSecurityException {
        KeyPair p256 = pair("secp256r1");
        KeyPair p384 = pair("secp384r1");
        Signature both = Signature.getInstance("SHA256withECDSA");
        for (KeyPair pair : new KeyPair[] {p256, p384, p256}) {
            both.initSign(pair.getPrivate());
            byte[] signature = sign(both);
            both.initVerify(pair.getPublic());
            both.update(MESSAGE);
            assertThat(both.verify(signature)).isTrue();
            both.initVerify(pair("secp256r1").getPublic());
            both.update(MESSAGE);
            assertThat(both.verify(signature)).isFalse();
        }
        assertThat(both.getProvider().getName()).isEqualTo(CurveProvider.NAME);
    }

    @Test
    void aProviderThatWasAskedForBeforeTheKeyVerifies() throws GeneralSecurityException {
        KeyPair pair = pair("secp256r1");
        Signature signer = Signature.getInstance("SHA256withECDSA", JDK);
        signer.initSign(pair.getPrivate());
        byte[] signature = sign(signer);
        Signature verifier = Signature.getInstance("SHA256withECDSA");
        assertThat(verifier.getProvider().getName()).isEqualTo(CurveProvider.NAME);
        verifier.setParameter(((ECPrivateKey) pair.getPrivate()).getParams());
        verifier.initVerify(pair.getPublic());
        verifier.update(MESSAGE);
        assertThat(verifier.verify(signature)).isTrue();
    }

    @Test
    void bytesMayComeInPieces() throws GeneralSecurityException {
        KeyPair pair = pair("secp256r1");
        Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(pair.getPrivate());
        signer.update(new byte[] {1, 2, 3}); // dropped by the next line
        signer.initSign(pair.getPrivate());
        signer.update(MESSAGE[0]);
        signer.update(MESSAGE, 1, 4);
        signer.update(ByteBuffer.wrap(MESSAGE, 5, MESSAGE.length - 5));
        assertThat(verified(pair, signer.sign())).isTrue();
        // Initialized as before, for the next message.
        assertThat(verified(pair, sign(signer))).isTrue();
    }

    /** Two signatures with one k give the key away. */
    @Test
    void nothingMakesTheNonceRepeat() throws GeneralSecurityException {
        KeyPair pair = pair("secp256r1");
        Signature signer = Signature.getInstance("SHA256withECDSA");
        Set<BigInteger> seen = new HashSet<>();
        signer.initSign(pair.getPrivate());
        for (int i = 0; i < 100; i++) {
            assertThat(seen.add(r(sign(signer)))).as("same message").isTrue();
        }
        signer.initSign(pair.getPrivate(), new BrokenRandom());
        for (int i = 0; i < 100; i++) {
            signer.update((byte) i);
            assertThat(seen.add(r(signer.sign()))).as("broken randomness").isTrue();
        }
    }

    @Test
    void theNumberOfAKeyIsChecked() throws GeneralSecurityException {
        ECParameterSpec parameters = ((ECPrivateKey) pair("secp256r1").getPrivate()).getParams();
        Signature signer = Signature.getInstance("SHA256withECDSA", CurveProvider.NAME);
        for (BigInteger number : new BigInteger[] {BigInteger.ZERO, parameters.getOrder()}) {
            assertThatThrownBy(() -> signer.initSign(new Numbered(number, parameters)))
                    .isInstanceOf(InvalidKeyException.class);
        }
    }

    private static KeyPair pair(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    private static byte[] sign(Signature signer) throws GeneralSecurityException {
        signer.update(MESSAGE);
        return signer.sign();
    }

    private static boolean verified(KeyPair pair, byte[] signature) throws GeneralSecurityException {
        Signature verifier = Signature.getInstance("SHA256withECDSA", JDK);
        verifier.initVerify(pair.getPublic());
        verifier.update(MESSAGE);
        try {
            return verifier.verify(signature);
        } catch (java.security.SignatureException e) {
            return false;
        }
    }

    /** The first number of SEQUENCE { INTEGER r, INTEGER s }; both are short. */
    private static BigInteger r(byte[] signature) {
        return new BigInteger(signature, 4, signature[3]);
    }

    private static final class BrokenRandom extends SecureRandom {
        private static final long serialVersionUID = 1;

        @Override
        public void nextBytes(byte[] bytes) {
            // As it came: zeros.
        }
    }

    private record Numbered(BigInteger number, ECParameterSpec parameters) implements ECPrivateKey {

        private static final long serialVersionUID = 1;

        @Override
        public BigInteger getS() {
            return number;
        }

        @Override
        public ECParameterSpec getParams() {
            return parameters;
        }

        @Override
        public String getAlgorithm() {
            return "EC";
        }

        @Override
        public String getFormat() {
            return "none";
        }

        @Override
        public byte[] getEncoded() {
            return new byte[0];
        }
    }

    private static final class Opaque implements PrivateKey {

        private static final long serialVersionUID = 1;

        @Override
        public String getAlgorithm() {
            return "EC";
        }

        @Override
        public String getFormat() {
            return "none";
        }

        @Override
        public byte[] getEncoded() {
            return new byte[0];
        }
    }
}
