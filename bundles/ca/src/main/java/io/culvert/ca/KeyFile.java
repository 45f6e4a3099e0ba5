package io.culvert.ca;

import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.AuthorityKeys;
import io.culvert.api.config.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keys in a file: {@code ca.p12}, PKCS#12 (RFC 7292), which only the gateway's user may read. Its password is given, or
 * else in {@code ca.password} beside it, made with the first key. An operator may put back an older file at any time: it
 * is read again when it has changed. Names are the same whatever their case, as they are in such files. For any thread.
 */
final class KeyFile implements AuthorityKeys {

    private static final int RSA_BITS = 3072;

    private final KeyStoreFile file;
    private final SecureRandom random = new SecureRandom();
    // Under the monitor: what is not kept yet, and what was read, as long as the file is still that one.
    private final Map<String, KeyPair> unkept = new HashMap<>();
    private Map<String, PrivateKeyEntry> kept = Map.of();
    private KeyStoreFile.@Nullable Stamp read;

    /** @param password {@link Secret#NONE} for one that is made, and kept in {@code ca.password} */
    KeyFile(DurableFiles files, Path folder, Secret password) {
        this.file = new KeyStoreFile(files, folder, password);
    }

    @Override
    public PublicKey create(String name, String algorithm) throws GeneralSecurityException, AuthorityException {
        KeyPairGenerator generator;
        switch (algorithm) {
            case "EC-P256" -> {
                generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            }
            case "EC-P384" -> {
                generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(new ECGenParameterSpec("secp384r1"), random);
            }
            case "RSA-3072" -> {
                generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(RSA_BITS, random);
            }
            default ->
                throw new AuthorityException(
                        "keys of " + algorithm + " cannot be made; use EC-P256, EC-P384 or RSA-3072");
        }
        KeyPair pair = generator.generateKeyPair();
        remember(name, pair);
        return pair.getPublic();
    }

    /** Takes keys for EC, RSA and Ed25519. */
    @Override
    public void adopt(String name, PrivateKey key, PublicKey publicKey)
            throws GeneralSecurityException, AuthorityException {
        KeyPair pair = own(key, publicKey);
        byte[] content = name.getBytes(StandardCharsets.UTF_8);
        String algorithm = signature(publicKey.getAlgorithm());
        Signature verifier = Signature.getInstance(algorithm);
        verifier.initVerify(pair.getPublic());
        verifier.update(content);
        if (!verifier.verify(sign(pair.getPrivate(), algorithm, content))) {
            throw new AuthorityException("the private key is not that of the certificate");
        }
        remember(name, pair);
    }

    /** The same keys as the JDK has them, whosever they are, since they have to be read from the file, too. */
    private static KeyPair own(PrivateKey key, PublicKey publicKey)
            throws GeneralSecurityException, AuthorityException {
        signature(publicKey.getAlgorithm());
        byte[] encoded = key.getEncoded();
        if (encoded == null) {
            throw new AuthorityException("the private key does not leave where it is, and so cannot be kept in a file");
        }
        KeyFactory factory = KeyFactory.getInstance(publicKey.getAlgorithm());
        return new KeyPair(
                factory.generatePublic(new X509EncodedKeySpec(publicKey.getEncoded())),
                factory.generatePrivate(new PKCS8EncodedKeySpec(encoded)));
    }

    private static String signature(String keyAlgorithm) throws AuthorityException {
        return switch (keyAlgorithm) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            case "EdDSA", "Ed25519" -> "Ed25519";
            default ->
                throw new AuthorityException(
                        "keys for " + keyAlgorithm + " cannot be kept in a file; use EC, RSA or Ed25519");
        };
    }

    private synchronized void remember(String name, KeyPair pair) {
        unkept.put(alias(name), pair);
    }

    private static String alias(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Also gives a key that is kept another chain. */
    @Override
    public synchronized void keep(String name, List<X509Certificate> chain)
            throws GeneralSecurityException, AuthorityException {
        KeyPair pair = pair(name);
        if (!Arrays.equals(
                chain.get(0).getPublicKey().getEncoded(), pair.getPublic().getEncoded())) {
            throw new AuthorityException("the certificate is not for the key " + name);
        }
        PrivateKeyEntry entry = new PrivateKeyEntry(pair.getPrivate(), chain.toArray(Certificate[]::new));
        file.change(entries -> entries.put(alias(name), entry));
        unkept.remove(alias(name));
    }

    @Override
    public synchronized @Nullable PublicKey publicKey(String name) throws LockedException, AuthorityException {
        KeyPair pair = find(name);
        return pair == null ? null : pair.getPublic();
    }

    @Override
    public byte[] sign(String name, String algorithm, byte[] content)
            throws GeneralSecurityException, AuthorityException {
        return sign(pair(name).getPrivate(), algorithm, content);
    }

    private static byte[] sign(PrivateKey key, String algorithm, byte[] content) throws GeneralSecurityException {
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(key);
        signer.update(content);
        return signer.sign();
    }

    @Override
    public synchronized void delete(String name) throws GeneralSecurityException, AuthorityException {
        unkept.remove(alias(name));
        try {
            if (find(name) != null) {
                file.change(entries -> entries.remove(alias(name)));
            }
        } catch (LockedException e) {
            throw new AuthorityException(String.valueOf(e.getMessage()), e);
        }
    }

    private synchronized KeyPair pair(String name) throws AuthorityException {
        try {
            KeyPair pair = find(name);
            if (pair == null) {
                throw new AuthorityException(
                        "there is no key " + name + " in " + file.path() + "; restore it from a backup");
            }
            return pair;
        } catch (LockedException e) {
            throw new AuthorityException(String.valueOf(e.getMessage()), e);
        }
    }

    private @Nullable KeyPair find(String name) throws LockedException, AuthorityException {
        KeyPair pair = unkept.get(alias(name));
        if (pair != null) {
            return pair;
        }
        KeyStoreFile.Stamp now = file.stamp();
        if (now == null || !now.equals(read)) {
            kept = Map.of();
            read = null;
            if (now != null) {
                kept = file.read();
                read = now;
            }
        }
        PrivateKeyEntry entry = kept.get(alias(name));
        return entry == null ? null : new KeyPair(entry.getCertificate().getPublicKey(), entry.getPrivateKey());
    }
}
