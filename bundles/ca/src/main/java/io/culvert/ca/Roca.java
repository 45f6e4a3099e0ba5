package io.culvert.ca;

import java.math.BigInteger;

/**
 * Recognizes RSA keys made by a widespread library of smart cards and TPM chips, which can be factored (CVE-2017-15361,
 * "The Return of Coppersmith's Attack", 2017). Its primes are powers of 65537 modulo a product of small primes, and so is
 * their product modulo each of those; of other keys one in 2^27 is.
 */
final class Roca {

    private static final int GENERATOR = 65_537;
    private static final int[] PRIMES = {
        3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109,
        113, 127, 131, 137, 139, 149, 151, 157, 163, 167
    };

    private Roca() {}

    static boolean isVulnerable(BigInteger modulus) {
        for (int prime : PRIMES) {
            int residue = modulus.mod(BigInteger.valueOf(prime)).intValue();
            if (!isPower(residue, prime)) {
                return false;
            }
        }
        return true;
    }

    /** Whether some power of the generator is this. */
    private static boolean isPower(int residue, int prime) {
        int power = 1;
        do {
            if (power == residue) {
                return true;
            }
            power = power * (GENERATOR % prime) % prime;
        } while (power != 1);
        return false;
    }
}
