package io.culvert.crypto.bouncycastle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.XECPrivateKey;
import java.security.interfaces.XECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.KeyAgreement;
import javax.crypto.ShortBufferException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Installed.class)
class X25519Test {

    private static final String OURS = CurveProvider.NAME;
    private static final String JDK = "SunEC";

    private static final List<String> PROVIDERS = List.of(OURS, JDK);

    @Test
    void jcaTakesUsForX25519() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("XDH");
        generator.initialize(NamedParameterSpec.X25519);
        KeyPair pair = generator.generateKeyPair();
        assertThat(pair.getPublic()).isInstanceOf(X25519PublicKey.class);
        assertThat(agreement(pair.getPrivate()).getProvider().getName()).isEqualTo(OURS);
    }

    @Test
    void jcaTakesTheNextForX448() throws GeneralSecurityException {
        for (int way = 0; way < 3; way++) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(way == 2 ? "X448" : "XDH");
            switch (way) {
                case 0 -> generator.initialize(NamedParameterSpec.X448);
                case 1 -> generator.initialize(448);
                default -> {}
            }
            KeyPair one = generator.generateKeyPair();
            KeyPair other = generator.generateKeyPair();
            assertThat(((XECPublicKey) one.getPublic()).getParams())
                    .extracting("name")
                    .isEqualTo("X448");
            assertThat(agreement(one.getPrivate()).getProvider().getName()).isEqualTo(JDK);
            assertThat(secret(JDK, one.getPrivate(), other.getPublic()))
                    .hasSize(56)
                    .isEqualTo(secret(JDK, other.getPrivate(), one.getPublic()));
        }
    }

    @Test
    void oneGeneratorMakesBothInTurn() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("XDH");
        generator.initialize(255);
        assertThat(generator.generateKeyPair().getPublic()).isInstanceOf(X25519PublicKey.class);
        generator.initialize(448);
        assertThat(generator.generateKeyPair().getPublic().getEncoded()).hasSize(68);
    }

    /** Sections 5.2 and 6.1: scalar, u, result. The second u has its highest bit set. */
    @ParameterizedTest
    @CsvSource({
        "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4,"
                + "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c,"
                + "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
        "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d,"
                + "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493,"
                + "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957",
        "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a,"
                + "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f,"
                + "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"
    })
    void computesTheVectorsOfRfc7748(String scalar, String u, String result) throws GeneralSecurityException {
        PrivateKey ours = new X25519PrivateKey(HexFormat.of().parseHex(scalar));
        PublicKey theirs = new X25519PublicKey(HexFormat.of().parseHex(u));
        byte[] expected = HexFormat.of().parseHex(result);
        assertThat(secret(OURS, ours, theirs)).isEqualTo(expected);
        assertThat(secret(OURS, byJdk(ours), byJdk(theirs))).isEqualTo(expected);
    }

    /** Section 5.2, a thousand times: each result is the next scalar. */
    @Test
    void computesTheIteratedVectorOfRfc7748() throws GeneralSecurityException {
        byte[] scalar = new byte[32];
        scalar[0] = 9;
        byte[] u = scalar.clone();
        for (int i = 0; i < 1000; i++) {
            byte[] next = secret(OURS, new X25519PrivateKey(scalar.clone()), new X25519PublicKey(u));
            u = scalar;
            scalar = next;
        }
        assertThat(HexFormat.of().formatHex(scalar))
                .isEqualTo("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51");
    }

    /** Zero, one, the two of order 8, p - 1, p, p + 1; section 6.1 has the secret checked. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
            })
    void refusesPointsOfSmallOrder(String u) throws GeneralSecurityException {
        PublicKey point = new X25519PublicKey(HexFormat.of().parseHex(u));
        KeyAgreement agreement = agreement(pair(OURS).getPrivate());
        for (PublicKey key : List.of(point, byJdk(point))) {
            assertThatThrownBy(() -> agreement.doPhase(key, true))
                    .isInstanceOf(InvalidKeyException.class)
                    .hasMessageContaining("small order");
            assertThatThrownBy(agreement::generateSecret).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void keysOfBothProvidersMix() throws GeneralSecurityException {
        for (String mine : PROVIDERS) {
            for (String yours : PROVIDERS) {
                KeyPair a = pair(mine);
                KeyPair b = pair(yours);
                byte[] expected = secret(JDK, byJdk(a.getPrivate()), byJdk(b.getPublic()));
                for (String computing : PROVIDERS) {
                    assertThat(secret(computing, a.getPrivate(), b.getPublic()))
                            .as("%s with %s by %s", mine, yours, computing)
                            .isEqualTo(expected);
                    assertThat(secret(computing, b.getPrivate(), a.getPublic())).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void publicKeysSurviveEveryEncoding() throws Exception {
        // Many, so that some have zeros at either end.
        for (int i = 0; i < 600; i++) {
            XECPublicKey ours = (XECPublicKey) pair(OURS).getPublic();
            PublicKey theirs = byJdk(ours);
            assertThat(theirs).isNotInstanceOf(X25519PublicKey.class).isEqualTo(ours);
            assertThat(ours).isEqualTo(theirs).isNotEqualTo(pair(OURS).getPublic());
            assertThat(theirs.getEncoded()).isEqualTo(ours.getEncoded());
            assertThat(((XECPublicKey) theirs).getU()).isEqualTo(ours.getU());
            KeyFactory factory = KeyFactory.getInstance("XDH");
            assertThat(factory.generatePublic(new XECPublicKeySpec(ours.getParams(), ours.getU())))
                    .isEqualTo(ours);
            assertThat(factory.translateKey(ours)).isEqualTo(ours);
            assertThat(X25519PublicKey.coordinate(theirs)).isEqualTo(X25519PublicKey.coordinate(ours));
        }
        PublicKey key = pair(OURS).getPublic();
        assertThat(serialized(key)).isEqualTo(key);
        assertThat(key)
                .hasSameHashCodeAs(
                        new X25519PublicKey(X25519PublicKey.coordinate(key).clone()));
    }

    @Test
    void privateKeysSurviveEveryEncoding() throws Exception {
        XECPrivateKey ours = (XECPrivateKey) pair(OURS).getPrivate();
        PrivateKey theirs = byJdk(ours);
        assertThat(theirs).isNotInstanceOf(X25519PrivateKey.class).isEqualTo(ours);
        assertThat(ours).isEqualTo(theirs).isNotEqualTo(pair(OURS).getPrivate());
        assertThat(theirs.getEncoded()).isEqualTo(ours.getEncoded());
        KeyFactory factory = KeyFactory.getInstance("XDH");
        byte[] scalar = ours.getScalar().orElseThrow();
        assertThat(factory.generatePrivate(new XECPrivateKeySpec(ours.getParams(), scalar)))
                .isEqualTo(ours);
        assertThat(factory.getKeySpec(ours, PKCS8EncodedKeySpec.class).getEncoded())
                .isEqualTo(ours.getEncoded());
        assertThat(serialized(ours)).isEqualTo(ours);
        assertThat(ours).hasSameHashCodeAs(new X25519PrivateKey(scalar.clone()));
        assertThat(ours.toString()).doesNotContain(HexFormat.of().formatHex(scalar, 0, 8));
    }

    @Test
    void aDestroyedKeyIsOfNoUse() throws Exception {
        KeyPair pair = pair(OURS);
        PrivateKey key = pair.getPrivate();
        X25519PrivateKey copy =
                new X25519PrivateKey(((XECPrivateKey) key).getScalar().orElseThrow());
        KeyAgreement begun = agreement(key);
        key.destroy();
        assertThat(key.isDestroyed()).isTrue();
        assertThat(key.getEncoded()).isNull();
        assertThat(((XECPrivateKey) key).getScalar()).isEmpty();
        assertThat(key).isNotEqualTo(copy);
        assertThatThrownBy(() -> agreement(key)).isInstanceOf(InvalidKeyException.class);
        begun.doPhase(pair(JDK).getPublic(), true);
        assertThat(begun.generateSecret()).hasSize(32);
    }

    @Test
    void anAgreementIsReusedAsJcaPromises() throws GeneralSecurityException {
        KeyPair first = pair(OURS);
        KeyAgreement agreement = agreement(first.getPrivate());
        for (int i = 0; i < 2; i++) {
            KeyPair other = pair(JDK);
            agreement.doPhase(other.getPublic(), true);
            assertThatThrownBy(() -> agreement.doPhase(other.getPublic(), true))
                    .isInstanceOf(IllegalStateException.class);
            byte[] secret = new byte[40];
            assertThatThrownBy(() -> agreement.generateSecret(secret, 9)).isInstanceOf(ShortBufferException.class);
            assertThat(agreement.generateSecret(secret, 8)).isEqualTo(32);
            assertThat(Arrays.copyOfRange(secret, 8, 40)).isEqualTo(secret(JDK, other.getPrivate(), first.getPublic()));
            assertThatThrownBy(agreement::generateSecret).isInstanceOf(IllegalStateException.class);
        }
        agreement.doPhase(first.getPublic(), true);
        assertThatThrownBy(() -> agreement.generateSecret("AES")).isInstanceOf(NoSuchAlgorithmException.class);
        assertThat(agreement.generateSecret("TlsPremasterSecret").getEncoded()).hasSize(32);
    }

    @Test
    void keysOfOtherKindsAreRefused() throws GeneralSecurityException {
        PrivateKey p256 = KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate();
        KeyPair x448 = KeyPairGenerator.getInstance("X448").generateKeyPair();
        KeyAgreement agreement = KeyAgreement.getInstance("XDH", OURS);
        for (PrivateKey key : List.of(p256, x448.getPrivate())) {
            assertThatThrownBy(() -> agreement.init(key)).isInstanceOf(InvalidKeyException.class);
        }
        agreement.init(pair(OURS).getPrivate());
        assertThatThrownBy(() -> agreement.doPhase(x448.getPublic(), true)).isInstanceOf(InvalidKeyException.class);
    }

    private static KeyPair pair(String provider) throws GeneralSecurityException {
        return KeyPairGenerator.getInstance("X25519", provider).generateKeyPair();
    }

    private static KeyAgreement agreement(PrivateKey key) throws GeneralSecurityException {
        KeyAgreement agreement = KeyAgreement.getInstance("XDH");
        agreement.init(key);
        return agreement;
    }

    private static byte[] secret(String provider, PrivateKey mine, PublicKey yours) throws GeneralSecurityException {
        KeyAgreement agreement = KeyAgreement.getInstance("XDH", provider);
        agreement.init(mine);
        agreement.doPhase(yours, true);
        return agreement.generateSecret();
    }

    private static PublicKey byJdk(PublicKey key) throws GeneralSecurityException {
        return KeyFactory.getInstance("XDH", JDK).generatePublic(new X509EncodedKeySpec(key.getEncoded()));
    }

    private static PrivateKey byJdk(PrivateKey key) throws GeneralSecurityException {
        return KeyFactory.getInstance("XDH", JDK).generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
    }

    private static Object serialized(Key key) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(key);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }
}
