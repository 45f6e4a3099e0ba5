package io.culvert.crypto.bouncycastle;

import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;

/**
 * The number k of ECDSA from the key, the message and randomness, RFC 6979 section 3.6: bad randomness does not make it
 * predictable, and equal messages do not make it repeat.
 */
final class HedgedNonce extends HMacDSAKCalculator {

    private final byte[] randomness = new byte[32];

    HedgedNonce(SecureRandom random) {
        super(new SHA256Digest());
        random.nextBytes(randomness);
    }

    @Override
    protected void initAdditionalInput0(HMac step) {
        step.update(randomness, 0, randomness.length);
    }

    @Override
    protected void initAdditionalInput1(HMac step) {
        step.update(randomness, 0, randomness.length);
        Arrays.fill(randomness, (byte) 0); // this is the last step that takes it
    }
}
