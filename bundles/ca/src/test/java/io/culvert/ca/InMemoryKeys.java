package io.culvert.ca;

import io.culvert.api.ca.AuthorityKeys;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Keys of an authority that are gone with the test. */
final class InMemoryKeys implements AuthorityKeys {

    private final Map<String, KeyPair> pairs = new ConcurrentHashMap<>();

    @Override
    public PublicKey create(String name, String algorithm) {
        KeyPair pair = TestKeys.make(algorithm);
        pairs.put(name, pair);
        return pair.getPublic();
    }

    @Override
    public void adopt(String name, PrivateKey key, PublicKey publicKey) {
        pairs.put(name, new KeyPair(publicKey, key));
    }

    @Override
    public void keep(String name, List<X509Certificate> chain) {}

    @Override
    public @Nullable PublicKey publicKey(String name) {
        KeyPair pair = pairs.get(name);
        return pair == null ? null : pair.getPublic();
    }

    KeyPair pair(String name) {
        return Objects.requireNonNull(pairs.get(name));
    }

    @Override
    public byte[] sign(String name, String algorithm, byte[] content) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(pair(name).getPrivate());
        signature.update(content);
        return signature.sign();
    }

    @Override
    public void delete(String name) {
        pairs.remove(name);
    }
}
