package io.culvert.ca;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.ca.RenewalProof;
import java.security.KeyPair;
import java.security.Signature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenewalProofsTest {

    private static final TestAuthority AUTHORITY = TestAuthority.of("EC-P256");
    private static final byte[] REQUEST = TestAuthority.request(TestKeys.make("EC-P256"));

    private static byte[] signature(String algorithm, KeyPair pair, byte[] content) throws Exception {
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(pair.getPrivate());
        signature.update(content);
        return signature.sign();
    }

    @ParameterizedTest
    @CsvSource({
        "EC-P256, SHA256withECDSA, SHA512withECDSA",
        "EC-P384, SHA384withECDSA, SHA256withECDSA",
        "RSA-2048, SHA256withRSA, SHA1withRSA",
        "Ed25519, Ed25519, Ed25519"
    })
    void aProofIsForOneRequestOneKeyAndOneAlgorithm(String key, String algorithm, String other) throws Exception {
        TestAuthority.Device device = AUTHORITY.device(1, key);
        TestAuthority.Device stranger = AUTHORITY.device(1, key);
        byte[] content = RenewalProof.signedContent(REQUEST);
        byte[] good = signature(algorithm, device.pair(), content);
        byte[] changed = REQUEST.clone();
        changed[REQUEST.length - 1] ^= 1;

        assertThat(RenewalProofs.isGood(new RenewalProof(device.certificate(), good), REQUEST))
                .isTrue();
        assertThat(RenewalProofs.isGood(new RenewalProof(device.certificate(), good), changed))
                .isFalse();
        assertThat(RenewalProofs.isGood(new RenewalProof(stranger.certificate(), good), REQUEST))
                .isFalse();
        byte[] bare = signature(algorithm, device.pair(), REQUEST);
        assertThat(RenewalProofs.isGood(new RenewalProof(device.certificate(), bare), REQUEST))
                .isFalse();
        if (!other.equals(algorithm)) {
            byte[] otherwise = signature(other, device.pair(), content);
            assertThat(RenewalProofs.isGood(new RenewalProof(device.certificate(), otherwise), REQUEST))
                    .isFalse();
        }
    }

    @Test
    void rubbishIsNoProof() {
        TestAuthority.Device device = AUTHORITY.device(1);
        for (byte[] bad : new byte[][] {{}, {0}, {0x30, 6, 2, 1, 0, 2, 1, 0}, new byte[64], new byte[5000]}) {
            assertThat(RenewalProofs.isGood(new RenewalProof(device.certificate(), bad), REQUEST))
                    .isFalse();
        }
    }
}
