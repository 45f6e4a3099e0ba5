package io.culvert.ca;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes keys. */
final class TestKeys {

    private static final int RSA_PAIRS = 8;
    private static final Map<String, List<KeyPair>> RSA = new ConcurrentHashMap<>();
    private static final AtomicInteger NEXT = new AtomicInteger();

    private TestKeys() {}

    /** A pair of keys: {@code EC-P256}, {@code EC-P384}, {@code EC-P521}, {@code Ed25519}, {@code RSA-BITS}. */
    static KeyPair make(String algorithm) {
        try {
            if (algorithm.startsWith("EC-P")) {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(new ECGenParameterSpec("secp" + algorithm.substring(4) + "r1"));
                return generator.generateKeyPair();
            }
            if (algorithm.startsWith("RSA-")) {
                return rsa(algorithm);
            }
            return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** One of a few, because making them takes seconds. */
    private static KeyPair rsa(String algorithm) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(Integer.parseInt(algorithm.substring(4)));
        List<KeyPair> pairs = RSA.computeIfAbsent(algorithm, any -> new CopyOnWriteArrayList<>());
        if (pairs.size() < RSA_PAIRS) {
            pairs.add(generator.generateKeyPair());
            return pairs.get(pairs.size() - 1);
        }
        return pairs.get(NEXT.getAndIncrement() % RSA_PAIRS);
    }
}
