package io.culvert.crypto.bouncycastle;

import java.security.Key;
import java.security.Provider;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * X25519 and signatures with P-256, and nothing else. What it does not do it declines, so that JCA asks the next
 * provider: other curves, verification, keys that do not show their numbers.
 *
 * <p>Thread-safe; what it makes is not, as usual in JCA.
 */
final class CurveProvider extends Provider {

    static final String NAME = "CulvertEC";

    private static final long serialVersionUID = 1;

    /** RFC 8410 section 3. */
    private static final List<String> X25519_OID = List.of("1.3.101.110", "OID.1.3.101.110");

    CurveProvider() {
        super(NAME, "1.0", "X25519 and signing with P-256, by BouncyCastle");
        for (String algorithm : List.of("XDH", "X25519")) {
            List<String> aliases = algorithm.equals("X25519") ? X25519_OID : List.of();
            putService(new Engine(
                    this,
                    "KeyPairGenerator",
                    algorithm,
                    X25519KeyPairGenerator.class,
                    aliases,
                    key -> false,
                    X25519KeyPairGenerator::new));
            putService(new Engine(
                    this,
                    "KeyAgreement",
                    algorithm,
                    X25519KeyAgreement.class,
                    aliases,
                    X25519PrivateKey::isX25519,
                    X25519KeyAgreement::new));
        }
        putService(new Engine(
                this,
                "Signature",
                P256Signature.ALGORITHM,
                P256Signature.class,
                List.of("1.2.840.10045.4.3.2", "OID.1.2.840.10045.4.3.2"), // RFC 5758 section 3.2
                P256::isPrivateKey,
                P256Signature::new));
    }

    /** One algorithm: says before anything is made whether it takes a key. */
    private static final class Engine extends Service {

        private final Predicate<Key> keys;
        private final Supplier<?> maker;

        Engine(
                Provider provider,
                String type,
                String algorithm,
                Class<?> implementation,
                List<String> aliases,
                Predicate<Key> keys,
                Supplier<?> maker) {
            super(provider, type, algorithm, implementation.getName(), aliases, Map.of());
            this.keys = keys;
            this.maker = maker;
        }

        @Override
        public Object newInstance(Object parameter) {
            return maker.get();
        }

        @Override
        public boolean supportsParameter(Object parameter) {
            return parameter instanceof Key key && keys.test(key);
        }
    }
}
