package io.culvert.ca;

import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.CertificateInfo;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The revocation lists that are published: one of each generation that is believed. */
final class RevocationLists {

    private static final Logger LOG = LoggerFactory.getLogger(RevocationLists.class);

    private final Generations generations;
    private final Register register;
    private final TrustFiles files;
    private final Clock clock;

    /** Counts what has changed since the start; guarded by the monitor, as is what was published of it. */
    private long changes;

    private long published = -1;
    private final Object publishing = new Object();
    private volatile List<Published> current;

    /**
     * A list that is published.
     *
     * @param generation whose it is
     * @param number of the list
     * @param list itself
     */
    record Published(int generation, long number, X509CRL list) {}

    /** Begins with the lists of the file, so that there are some even if no key is at hand. */
    RevocationLists(Path folder, Generations generations, Register register, TrustFiles files, Clock clock) {
        this.generations = generations;
        this.register = register;
        this.files = files;
        this.clock = clock;
        this.current = kept(folder.resolve("crl.pem"));
    }

    private List<Published> kept(Path file) {
        List<Published> found = new ArrayList<>();
        try {
            byte[] content = Files.readAllBytes(file);
            for (var crl : CertificateFactory.getInstance("X.509").generateCRLs(new ByteArrayInputStream(content))) {
                X509CRL list = (X509CRL) crl;
                generations.believed().stream()
                        .filter(generation -> isOf(list, generation))
                        .findFirst()
                        .ifPresent(generation -> found.add(new Published(generation.number(), number(list), list)));
            }
        } catch (NoSuchFileException e) {
            LOG.debug("There are no revocation lists yet");
        } catch (IOException | GeneralSecurityException e) {
            LOG.warn("{} cannot be read and is made anew: {}", file, e.getMessage());
        }
        return List.copyOf(found);
    }

    private static boolean isOf(X509CRL list, Generation generation) {
        try {
            list.verify(generation.certificate().getPublicKey());
            return list.getIssuerX500Principal().equals(generation.certificate().getSubjectX500Principal());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** RFC 5280 section 5.2.3. */
    private static long number(X509CRL list) {
        byte[] extension = list.getExtensionValue(Extension.cRLNumber.getId());
        return extension == null
                ? 0
                : ASN1Integer.getInstance(ASN1OctetString.getInstance(extension).getOctets())
                        .getValue()
                        .longValue();
    }

    /** Newest generation first. */
    List<Published> current() {
        return current;
    }

    Optional<Published> of(int generation) {
        return current.stream().filter(list -> list.generation() == generation).findFirst();
    }

    /** Whether one of them is older than it is to become, or missing, or from the future, or lacks what was revoked. */
    boolean due(AuthoritySettings settings) {
        synchronized (this) {
            if (published < changes) { // it could not be published then
                return true;
            }
        }
        Instant now = clock.instant();
        return generations.believed().stream().anyMatch(generation -> of(generation.number())
                .map(list -> {
                    Instant made = list.list().getThisUpdate().toInstant();
                    return made.plus(settings.crlInterval()).isBefore(now) || made.isAfter(now);
                })
                .orElse(true));
    }

    /** Something was revoked, or a generation came or went. */
    synchronized void changed() {
        changes++;
    }

    /**
     * Makes the lists anew, and publishes them. Returns when everything that had changed before the call is in them;
     * when several threads call at once, one does the work of all.
     */
    void publish(AuthoritySettings settings, boolean evenIfUnchanged) throws IOException {
        long wanted;
        synchronized (this) {
            wanted = changes;
        }
        synchronized (publishing) {
            long included;
            synchronized (this) {
                if (!evenIfUnchanged && published >= wanted) {
                    return;
                }
                included = changes;
            }
            List<Published> made = new ArrayList<>();
            for (Generation generation : generations.believed()) {
                make(generation, settings).ifPresent(made::add);
            }
            try {
                files.writeRevoked(made.stream().map(Published::list).toList());
            } catch (GeneralSecurityException e) {
                throw new IOException("The revocation lists cannot be written: " + e.getMessage(), e);
            }
            current = List.copyOf(made);
            synchronized (this) {
                published = included;
            }
        }
    }

    private Optional<Published> make(Generation generation, AuthoritySettings settings) {
        Instant now = clock.instant();
        Optional<Published> before = of(generation.number());
        // A number that grows even when the last list was lost.
        long number = Math.max(before.map(Published::number).orElse(0L) + 1, now.getEpochSecond());
        List<RevocationList.Entry> entries = new ArrayList<>();
        for (CertificateInfo info : register.revoked(generation.number(), now)) {
            CertificateInfo.Revocation revocation = info.revocation();
            if (revocation != null) {
                entries.add(new RevocationList.Entry(
                        new BigInteger(info.serial(), 16), revocation.at(), revocation.reason()));
            }
        }
        try {
            return Optional.of(new Published(
                    generation.number(),
                    number,
                    RevocationList.make(generations.issuer(generation), number, entries, now, settings.crlLife())));
        } catch (AuthorityException e) {
            LOG.error("The revocation list of generation {} stays as it was: {}", generation.number(), e.getMessage());
            return before;
        }
    }
}
