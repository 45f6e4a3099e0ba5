package io.culvert.ca;

import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.CertificateInfo;
import io.culvert.api.tls.TlsIdentity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's own certificates: those of its listeners, and those that sign OCSP responses. Each is made when it is first
 * asked for, and again after two thirds of its life; kept with its key in a file of its own, so that a listener opens
 * even when the authority cannot sign. For any thread.
 */
final class GatewayIdentities {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayIdentities.class);

    private static final Duration OCSP_LIFE = Duration.ofDays(30);
    /** How long to wait after a failure. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final Path folder;
    private final DurableFiles files;
    private final Generations generations;
    private final Register register;
    private final Clock clock;
    private final Map<String, Own> all = new ConcurrentHashMap<>();
    private final Map<String, Instant> failures = new ConcurrentHashMap<>();

    /** A certificate and its key. */
    private record Own(TlsIdentity identity) {

        X509Certificate certificate() {
            return identity.chain().get(0);
        }

        /** Whether two thirds of its life are over, or it is from the future. */
        boolean isDue(Instant now) {
            Instant from = certificate().getNotBefore().toInstant();
            Duration life = Duration.between(from, certificate().getNotAfter().toInstant());
            return now.isBefore(from)
                    || !now.isBefore(from.plus(life.multipliedBy(2).dividedBy(3)));
        }
    }

    /** Makes a certificate for a key. */
    private interface Maker {
        X509Certificate make(Issuer issuer, PublicKey key, Instant now) throws AuthorityException;
    }

    GatewayIdentities(Path folder, DurableFiles files, Generations generations, Register register, Clock clock) {
        this.folder = folder;
        this.files = files;
        this.generations = generations;
        this.register = register;
        this.clock = clock;
    }

    /** A server's certificate for these names; the same object until it is renewed. */
    TlsIdentity server(List<String> names, AuthoritySettings settings) throws AuthorityException {
        String purpose = "server-" + digest(String.join("\n", names));
        return get(
                purpose,
                generations.signing().orElse(null),
                (issuer, key, now) -> GatewayCertificates.server(issuer, settings.profile(), key, names, now));
    }

    /** Who signs OCSP responses for a generation. */
    OcspSigner ocsp(Generation generation) throws AuthorityException {
        TlsIdentity identity = get(
                ocspPurpose(generation),
                generation,
                (issuer, key, now) -> GatewayCertificates.ocspSigner(issuer, key, OCSP_LIFE, now));
        return OcspSigner.of(identity.chain().get(0), identity.key());
    }

    /** Removes what a generation that has retired was asked for. */
    synchronized void forget(Generation generation) throws IOException {
        String purpose = ocspPurpose(generation);
        all.remove(purpose);
        Files.deleteIfExists(file(purpose));
    }

    private TlsIdentity get(String purpose, @Nullable Generation issuer, Maker maker) throws AuthorityException {
        Own known = all.get(purpose);
        if (known != null && !mustRenew(known)) {
            return known.identity();
        }
        synchronized (this) {
            Instant now = clock.instant();
            known = all.get(purpose);
            if (known == null) {
                known = load(purpose);
            }
            Instant failure = failures.get(purpose);
            boolean paused = known != null && failure != null && now.isBefore(failure.plus(PAUSE));
            if (known == null || (mustRenew(known) && !paused)) {
                known = renew(purpose, known, issuer, maker, now);
            }
            all.put(purpose, known);
            return known.identity();
        }
    }

    private boolean mustRenew(Own own) {
        CertificateInfo info =
                register.find(own.certificate().getSerialNumber().toString(16)).orElse(null);
        return info == null
                || info.revocation() != null
                || generations.find(info.generation()).isEmpty()
                || own.isDue(clock.instant());
    }

    private Own renew(String purpose, @Nullable Own known, @Nullable Generation issuer, Maker maker, Instant now)
            throws AuthorityException {
        try {
            if (issuer == null) {
                throw new AuthorityException("there is no authority yet; make one with culvert:ca-renew");
            }
            KeyPair pair = newKey();
            X509Certificate certificate = maker.make(generations.issuer(issuer), pair.getPublic(), now);
            if (register.issued(
                            DeviceIssuer.info(
                                    certificate,
                                    Devices.derivedFrom(Applicant.GATEWAY),
                                    Applicant.GATEWAY,
                                    issuer.number()),
                            certificate)
                    .isPresent()) {
                throw new AuthorityException(
                        "the gateway's own certificates are revoked; readmit " + Applicant.GATEWAY);
            }
            List<X509Certificate> chain = new ArrayList<>(List.of(certificate));
            chain.addAll(generations.chain(issuer));
            Own made = new Own(new TlsIdentity(pair.getPrivate(), chain));
            files.replace(file(purpose), pem(made.identity()), true);
            failures.remove(purpose);
            LOG.info(
                    "New certificate of the gateway, {}, until {}",
                    purpose,
                    certificate.getNotAfter().toInstant());
            return made;
        } catch (AuthorityException | IOException e) {
            if (failures.put(purpose, now) == null) {
                LOG.error("No new certificate for the gateway ({}): {}", purpose, e.getMessage());
            }
            if (known == null) {
                throw new AuthorityException(String.valueOf(e.getMessage()), e);
            }
            return known;
        }
    }

    private static String ocspPurpose(Generation generation) {
        return "ocsp-g" + generation.number();
    }

    private Path file(String purpose) {
        return folder.resolve("gateway-" + purpose + ".pem");
    }

    private @Nullable Own load(String purpose) {
        try (Reader reader = Files.newBufferedReader(file(purpose), StandardCharsets.US_ASCII);
                PEMParser parser = new PEMParser(reader)) {
            PrivateKey key = null;
            List<X509Certificate> chain = new ArrayList<>();
            for (Object each = parser.readObject(); each != null; each = parser.readObject()) {
                if (each instanceof PrivateKeyInfo info) {
                    key = new JcaPEMKeyConverter().getPrivateKey(info);
                } else if (each instanceof X509CertificateHolder holder) {
                    chain.add((X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(holder.getEncoded())));
                }
            }
            return key == null || chain.isEmpty() ? null : new Own(new TlsIdentity(key, chain));
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException | GeneralSecurityException e) {
            LOG.warn("{} cannot be read and is made anew: {}", file(purpose), e.getMessage());
            return null;
        }
    }

    private static byte[] pem(TlsIdentity identity) throws IOException {
        StringWriter text = new StringWriter();
        try (PemWriter pem = new PemWriter(text)) {
            pem.writeObject(new PemObject("PRIVATE KEY", identity.key().getEncoded()));
            for (X509Certificate certificate : identity.chain()) {
                pem.writeObject(new PemObject("CERTIFICATE", certificate.getEncoded()));
            }
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    private static String digest(String text) {
        return HexFormat.of().formatHex(KeyIdentifier.digest("SHA-256", text.getBytes(StandardCharsets.UTF_8)), 0, 4);
    }
}
