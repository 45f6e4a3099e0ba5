package io.culvert.ca;

import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.AuthorityStatus.Phase;
import io.culvert.api.ca.RevocationReason;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;

/** An authority with as many generations as a test wants, made of the real parts. */
final class TestAuthority {

    static final Subject SUBJECT =
            new Subject(UUID.fromString("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"), "alice@example.org", "pump 7");

    final InMemoryKeys keys = new InMemoryKeys();
    final List<Generation> generations = new ArrayList<>();
    private LeafProfile profile = new LeafProfile(LeafProfile.DEFAULT_LIFE, "");

    /** A device with its key and certificate. */
    record Device(KeyPair pair, X509Certificate certificate) {}

    static TestAuthority of(String... algorithms) {
        TestAuthority authority = new TestAuthority();
        for (String algorithm : algorithms) {
            authority.renew(algorithm);
        }
        return authority;
    }

    TestAuthority withUrl(String url) {
        profile = new LeafProfile(LeafProfile.DEFAULT_LIFE, url);
        return this;
    }

    LeafProfile profile() {
        return profile;
    }

    /** A new generation, for which all others vouch that may. */
    Generation renew(String algorithm) {
        try {
            int number = generations.size() + 1;
            String name = "g" + number;
            PublicKey key = keys.create(name, algorithm);
            X509Certificate root = AuthorityCertificates.root(
                    Signer.of(keys, name, key),
                    key,
                    AuthorityCertificates.DEFAULT_NAME,
                    number,
                    Duration.ofDays(3650),
                    Instant.now());
            return add(new Generation(number, Phase.ACTIVE, "file", name, root, List.of(), List.of(), false));
        } catch (AuthorityException e) {
            throw new AssertionError(e);
        }
    }

    /** A generation that was made elsewhere, for which all others vouch that may. */
    Generation importing(KeyPair pair, ImportedAuthority authority) {
        int number = generations.size() + 1;
        String name = "g" + number;
        keys.adopt(name, pair.getPrivate(), pair.getPublic());
        return add(new Generation(
                number, Phase.ACTIVE, "file", name, authority.certificate(), authority.path(), List.of(), true));
    }

    private Generation add(Generation made) {
        List<X509Certificate> links = new ArrayList<>();
        try {
            for (Generation older : generations) {
                if (AuthorityCertificates.obstacleToLinks(older).isEmpty()) {
                    links.add(AuthorityCertificates.link(issuer(older.number()), made, Instant.now()));
                }
            }
        } catch (AuthorityException e) {
            throw new AssertionError(e);
        }
        Generation linked = made.linkedBy(links);
        generations.add(linked);
        return linked;
    }

    void retire(int number) {
        generations.set(number - 1, generation(number).in(Phase.RETIRED));
    }

    Generation generation(int number) {
        return generations.get(number - 1);
    }

    Issuer issuer(int number) {
        try {
            return Issuer.of(generation(number), keys);
        } catch (AuthorityException e) {
            throw new AssertionError(e);
        }
    }

    X509Certificate root(int number) {
        return generation(number).root();
    }

    Device device(int generation, String algorithm) {
        KeyPair pair = TestKeys.make(algorithm);
        return new Device(pair, certificate(generation, request(pair), SUBJECT));
    }

    Device device(int generation) {
        return device(generation, "EC-P256");
    }

    X509Certificate certificate(int generation, byte[] request, Subject subject) {
        try {
            return DeviceCertificates.issue(
                    issuer(generation),
                    profile,
                    CheckedRequest.of(SigningRequest.of(request), subject),
                    profile.life(),
                    Instant.now());
        } catch (AuthorityException | RefusedRequestException e) {
            throw new AssertionError(e);
        }
    }

    /** A request without a name. */
    static byte[] request(KeyPair pair) {
        try {
            return Signer.of(pair.getPrivate(), pair.getPublic())
                    .sign(new PKCS10CertificationRequestBuilder(
                            new X500Name(new RDN[0]),
                            SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded())));
        } catch (AuthorityException e) {
            throw new AssertionError(e);
        }
    }

    /** A certificate of a generation, and what is shown with it. */
    List<X509Certificate> chain(int generation, X509Certificate certificate) {
        List<X509Certificate> chain = new ArrayList<>(List.of(certificate));
        chain.addAll(Intermediates.of(generation(generation), generations, Instant.now()));
        return chain;
    }

    List<X509Certificate> roots(int... numbers) {
        return Arrays.stream(numbers).mapToObj(this::root).toList();
    }

    /** The list of a generation. */
    X509CRL crl(int generation, X509Certificate... revoked) {
        List<RevocationList.Entry> entries = Arrays.stream(revoked)
                .map(certificate -> new RevocationList.Entry(
                        certificate.getSerialNumber(), Instant.now(), RevocationReason.KEY_COMPROMISE))
                .toList();
        try {
            return RevocationList.make(issuer(generation), 7, entries, Instant.now(), Duration.ofDays(7));
        } catch (AuthorityException e) {
            throw new AssertionError(e);
        }
    }

    /** The lists of all generations. */
    List<X509CRL> crls(int generation, X509Certificate... revoked) {
        return generations.stream()
                .map(each -> each.number() == generation ? crl(generation, revoked) : crl(each.number()))
                .toList();
    }
}
