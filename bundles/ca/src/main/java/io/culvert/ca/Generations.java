package io.culvert.ca;

import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.AuthorityKeys;
import io.culvert.api.ca.AuthorityStatus.Phase;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The generations of the authority. Their file is the truth of what there is, and is changed as a whole: a key that was
 * made for a generation which never got into the file is made again. Changed by one thread at a time, read by any.
 */
final class Generations {

    private static final Logger LOG = LoggerFactory.getLogger(Generations.class);

    private final GenerationFile file;
    private final KeyStores keys;
    private final Clock clock;

    /** Newest first, those that have retired included. */
    private volatile List<Generation> all;

    /** What has the keys, by name. */
    @FunctionalInterface
    interface KeyStores extends Function<String, Optional<AuthorityKeys>> {}

    /** Reads the file. */
    Generations(Path folder, DurableFiles files, KeyStores keys, Clock clock) throws IOException {
        this.file = new GenerationFile(files, folder.resolve("generations.json"));
        this.keys = keys;
        this.clock = clock;
        this.all = sorted(file.read());
    }

    /** Whether there never was one. */
    boolean isEmpty() {
        return all.isEmpty();
    }

    /** Whether none has ever signed: there is none, or the process ended while it made the first. */
    boolean noneHasSigned() {
        return all.stream().allMatch(generation -> generation.phase() == Phase.PREPARED);
    }

    /** Those that are believed, newest first. */
    List<Generation> believed() {
        return all.stream()
                .filter(generation -> generation.phase() != Phase.RETIRED)
                .toList();
    }

    /** One of those that are believed. */
    Optional<Generation> find(int number) {
        return believed().stream()
                .filter(generation -> generation.number() == number)
                .findFirst();
    }

    /** The one that signs. */
    Optional<Generation> signing() {
        return believed().stream()
                .filter(generation -> generation.phase() == Phase.ACTIVE)
                .findFirst();
    }

    /** The one that is prepared. */
    Optional<Generation> prepared() {
        return believed().stream()
                .filter(generation -> generation.phase() == Phase.PREPARED)
                .findFirst();
    }

    /** What leads from what a generation signs to the roots that are believed, in the order in which it is shown. */
    List<X509Certificate> chain(Generation generation) {
        return Intermediates.of(generation, all, clock.instant());
    }

    /** What has the key of a generation. */
    AuthorityKeys keysOf(Generation generation) throws AuthorityException {
        return store(generation.keys());
    }

    /** A generation as one who signs. */
    Issuer issuer(Generation generation) throws AuthorityException {
        return Issuer.of(generation, keysOf(generation));
    }

    private AuthorityKeys store(String name) throws AuthorityException {
        return keys.apply(name)
                .orElseThrow(() -> new AuthorityException("nothing here has keys by the name \"" + name
                        + "\"; install the plugin that brings it, or change the key \"keys\""));
    }

    /** Makes a generation that is believed, and does not sign yet. */
    Generation prepare(AuthoritySettings settings) throws AuthorityException {
        int number = nextNumber();
        String keyName = "g" + number;
        AuthorityKeys store = store(settings.keys());
        try {
            PublicKey key = store.create(keyName, settings.algorithm());
            Instant now = clock.instant();
            X509Certificate root = AuthorityCertificates.root(
                    Signer.of(store, keyName, key), key, settings.name(), number, settings.life(), now);
            Generation made =
                    new Generation(number, Phase.PREPARED, settings.keys(), keyName, root, List.of(), List.of(), false);
            store.keep(keyName, List.of(root));
            made = made.linkedBy(linksTo(made, now));
            add(made);
            return made;
        } catch (GeneralSecurityException e) {
            throw new AuthorityException("the key of the new generation cannot be made: " + e.getMessage(), e);
        }
    }

    /** Makes a generation of an authority that was made elsewhere. */
    Generation adopt(PrivateKey key, List<X509Certificate> chain, AuthoritySettings settings)
            throws AuthorityException {
        Instant now = clock.instant();
        ImportedAuthority imported = ImportedAuthority.of(key, chain, now);
        for (Generation known : believed()) {
            if (known.certificate()
                    .getSubjectX500Principal()
                    .equals(imported.certificate().getSubjectX500Principal())) {
                throw new AuthorityException("generation " + known.number() + " has that name, "
                        + known.certificate().getSubjectX500Principal()
                        + "; an authority with a name of its own is needed, because verifiers find no path otherwise");
            }
        }
        int number = nextNumber();
        String keyName = "g" + number;
        AuthorityKeys store = store(settings.keys());
        try {
            store.adopt(keyName, key, imported.certificate().getPublicKey());
            List<X509Certificate> kept = new ArrayList<>(List.of(imported.certificate()));
            kept.addAll(imported.path());
            store.keep(keyName, kept);
            Generation made = new Generation(
                    number,
                    Phase.PREPARED,
                    settings.keys(),
                    keyName,
                    imported.certificate(),
                    imported.path(),
                    List.of(),
                    true);
            made = made.linkedBy(linksTo(made, now));
            add(made);
            return made;
        } catch (GeneralSecurityException e) {
            throw new AuthorityException("the key cannot be kept: " + e.getMessage(), e);
        }
    }

    /** Every generation that can vouches for a new one, so that none of those who know only one of them is left out. */
    private List<X509Certificate> linksTo(Generation made, Instant now) {
        List<X509Certificate> links = new ArrayList<>();
        for (Generation older : believed()) {
            try {
                links.add(AuthorityCertificates.link(issuer(older), made, now));
            } catch (AuthorityException e) {
                LOG.warn(
                        "Generation {} does not vouch for generation {}, so that devices which know only the former"
                                + " have to be given the new root: {}",
                        older.number(),
                        made.number(),
                        e.getMessage());
            }
        }
        return links;
    }

    /** Lets a generation sign, and no other. */
    void activate(Generation next) throws AuthorityException {
        change(generation -> {
            if (generation.number() == next.number()) {
                return generation.in(Phase.ACTIVE);
            }
            return generation.phase() == Phase.ACTIVE ? generation.in(Phase.SUPERSEDED) : generation;
        });
    }

    /** Lets another authority vouch for a generation. */
    void crossCertify(Generation generation, List<X509Certificate> chain) throws AuthorityException {
        ImportedAuthority other = ImportedAuthority.vouchingFor(generation, chain, clock.instant());
        List<X509Certificate> links = new ArrayList<>(generation.links());
        links.add(other.certificate());
        links.addAll(other.path().subList(0, other.path().size() - 1));
        change(known -> known.number() == generation.number()
                ? known.linkedBy(links.stream().distinct().toList())
                : known);
    }

    /** Believes a generation no longer, and destroys its key. */
    void retire(Generation generation) throws AuthorityException {
        change(known -> known.number() == generation.number() ? known.in(Phase.RETIRED) : known);
        destroyRetiredKeys();
    }

    /** Destroys the keys of all that have retired, also of those where it was interrupted before. */
    void destroyRetiredKeys() {
        for (Generation generation : all) {
            if (generation.phase() == Phase.RETIRED) {
                try {
                    keysOf(generation).delete(generation.keyName());
                } catch (AuthorityException | GeneralSecurityException e) {
                    LOG.warn(
                            "The key of generation {}, which has retired, cannot be destroyed: {}",
                            generation.number(),
                            e.getMessage());
                }
            }
        }
    }

    int nextNumber() {
        return all.stream().mapToInt(Generation::number).max().orElse(0) + 1;
    }

    private void add(Generation made) throws AuthorityException {
        List<Generation> changed = new ArrayList<>(all);
        changed.add(made);
        write(changed);
    }

    private void change(UnaryOperator<Generation> change) throws AuthorityException {
        write(all.stream().map(change).toList());
    }

    private void write(List<Generation> changed) throws AuthorityException {
        try {
            file.write(sorted(changed));
            all = sorted(changed);
        } catch (IOException e) {
            throw new AuthorityException(String.valueOf(e.getMessage()), e);
        }
    }

    private static List<Generation> sorted(List<Generation> generations) {
        return generations.stream()
                .sorted(Comparator.comparingInt(Generation::number).reversed())
                .toList();
    }
}
