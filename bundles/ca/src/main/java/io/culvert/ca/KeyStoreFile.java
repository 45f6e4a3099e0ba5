package io.culvert.ca;

import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.AuthorityKeys.LockedException;
import io.culvert.api.config.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The PKCS#12 file (RFC 7292) of a {@link KeyFile}, and its password. One thread at a time. */
final class KeyStoreFile {

    private static final int PASSWORD_BYTES = 32;

    private final DurableFiles files;
    private final Path file;
    private final Path passwordFile;
    private final Secret given;

    KeyStoreFile(DurableFiles files, Path folder, Secret password) {
        this.files = files;
        this.file = folder.resolve("ca.p12");
        this.passwordFile = folder.resolve("ca.password");
        this.given = password;
    }

    Path path() {
        return file;
    }

    /** By which it is known whether a file has changed. */
    record Stamp(Object modified, long size, @Nullable Object key) {}

    /** The file as it is now; {@code null} when there is none. */
    @Nullable Stamp stamp() throws AuthorityException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** The keys by their names in lower case; none when there is no file. */
    Map<String, PrivateKeyEntry> read() throws LockedException, AuthorityException {
        char[] password = Files.notExists(file) ? new char[0] : password();
        try {
            return read(password);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private Map<String, PrivateKeyEntry> read(char[] password) throws LockedException, AuthorityException {
        Map<String, PrivateKeyEntry> keys = new LinkedHashMap<>();
        try {
            KeyStore store = load(password);
            for (String alias : Collections.list(store.aliases())) {
                if (store.getKey(alias, password) instanceof PrivateKey key) {
                    keys.put(alias, new PrivateKeyEntry(key, toRoot(store.getCertificateChain(alias))));
                }
            }
        } catch (UnrecoverableKeyException e) {
            throw locked();
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new AuthorityException(
                    file + " holds a key without its certificate, or that cannot be used; restore it from a backup", e);
        }
        return keys;
    }

    /** The JDK goes on after a root, with another certificate of the same name. */
    private static Certificate[] toRoot(Certificate @Nullable [] chain) {
        List<Certificate> kept = new ArrayList<>();
        for (Certificate each : chain == null ? new Certificate[0] : chain) {
            kept.add(each);
            if (each instanceof X509Certificate certificate
                    && certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
                break;
            }
        }
        return kept.toArray(Certificate[]::new);
    }

    /**
     * Writes the file anew, with what there is and a change; what cannot be read is not written over. Always from the
     * beginning: the JDK's stores lose certificates when an entry is removed or replaced.
     */
    void change(Consumer<Map<String, PrivateKeyEntry>> change) throws GeneralSecurityException, AuthorityException {
        char[] password = {};
        try {
            makePassword();
            password = password();
            Map<String, PrivateKeyEntry> keys = read(password);
            change.accept(keys);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, password);
            for (Map.Entry<String, PrivateKeyEntry> key : keys.entrySet()) {
                PrivateKeyEntry entry = key.getValue();
                store.setKeyEntry(key.getKey(), entry.getPrivateKey(), password, entry.getCertificateChain());
            }
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            store.store(content, password);
            files.replace(file, content.toByteArray(), true);
        } catch (LockedException | IOException e) {
            throw new AuthorityException(String.valueOf(e.getMessage()), e);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    /** What is in the file; nothing when there is no file. */
    private KeyStore load(char[] password) throws GeneralSecurityException, LockedException, AuthorityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        ByteArrayInputStream content;
        try {
            content = Files.notExists(file) ? null : new ByteArrayInputStream(Files.readAllBytes(file));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        try {
            store.load(content, password);
            return store;
        } catch (IOException e) {
            if (e.getCause() instanceof UnrecoverableKeyException) {
                throw locked();
            }
            throw new AuthorityException(file + " is damaged, or no PKCS#12 file; restore it from a backup", e);
        }
    }

    private LockedException locked() {
        return new LockedException("the password " + (given.isPresent() ? "that is configured" : "in " + passwordFile)
                + " does not open " + file + "; give the one that it was made with");
    }

    private static AuthorityException unreadable(Path what, IOException e) {
        return new AuthorityException(
                String.valueOf(DurableFiles.unreadable(what, e).getMessage()), e);
    }

    private char[] password() throws LockedException, AuthorityException {
        if (given.isPresent()) {
            return ascii(given.text());
        }
        try {
            String password = Files.readString(passwordFile).strip();
            if (!password.isEmpty()) {
                return ascii(password);
            }
        } catch (NoSuchFileException e) {
            // As when it is empty.
        } catch (IOException e) {
            throw unreadable(passwordFile, e);
        }
        throw new LockedException("the password of " + file + " is missing: it should be in " + passwordFile
                + "; restore that from a backup, or configure the password");
    }

    /** The JDK cannot encrypt by any other. */
    private static char[] ascii(String password) throws LockedException {
        if (password.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw new LockedException("the password for the authority's keys has characters that are not ASCII, which"
                    + " cannot be used; choose another");
        }
        return password.toCharArray();
    }

    /** Before the first key: a password without keys is of no harm, keys without their password are lost. */
    private void makePassword() throws IOException {
        if (!given.isPresent() && Files.notExists(file) && Files.notExists(passwordFile)) {
            byte[] bytes = new byte[PASSWORD_BYTES];
            new SecureRandom().nextBytes(bytes);
            String password = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            files.replace(passwordFile, (password + "\n").getBytes(StandardCharsets.US_ASCII), true);
        }
    }
}
