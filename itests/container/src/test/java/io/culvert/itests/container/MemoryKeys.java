package io.culvert.itests.container;

import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.AuthorityKeys;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What a plugin brings: keys of the authority that are not in its file. */
final class MemoryKeys implements AuthorityKeys {

    private final Map<String, KeyPair> pairs = new ConcurrentHashMap<>();

    /** How often it has signed. */
    final AtomicInteger signatures = new AtomicInteger();

    @Override
    public PublicKey create(String name, String algorithm) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        pairs.put(name, pair);
        return pair.getPublic();
    }

    @Override
    public void adopt(String name, PrivateKey key, PublicKey publicKey) throws AuthorityException {
        throw new AuthorityException("only keys that were made here");
    }

    @Override
    public void keep(String name, List<X509Certificate> chain) {}

    @Override
    public @Nullable PublicKey publicKey(String name) {
        KeyPair pair = pairs.get(name);
        return pair == null ? null : pair.getPublic();
    }

    @Override
    public byte[] sign(String name, String algorithm, byte[] content)
            throws GeneralSecurityException, AuthorityException {
        KeyPair pair = pairs.get(name);
        if (pair == null) {
            throw new AuthorityException("no key " + name);
        }
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(pair.getPrivate());
        signature.update(content);
        signatures.incrementAndGet();
        return signature.sign();
    }

    @Override
    public void delete(String name) {
        pairs.remove(name);
    }
}
