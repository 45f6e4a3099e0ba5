package io.culvert.ca;

import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.RevocationReason;
import java.io.IOException;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.jspecify.annotations.Nullable;

/**
 * Answers OCSP requests (RFC 6960) about what the generations have signed. Immutable, but for what it looks up; for any
 * thread.
 */
final class OcspResponder {

    /** How long an answer is good for. */
    static final Duration LIFE = Duration.ofHours(1);

    /** What is known of the certificates that a generation has issued. */
    interface Register {
        OcspStatus status(int generation, BigInteger serial);
    }

    private final List<Generation> generations;
    private final Map<Integer, OcspSigner> signers;
    private final Register register;

    /**
     * A responder.
     *
     * @param generations of whose certificates it knows
     * @param signers by the number of the generation
     */
    OcspResponder(List<Generation> generations, Map<Integer, OcspSigner> signers, Register register) {
        this.generations = List.copyOf(generations);
        this.signers = Map.copyOf(signers);
        this.register = register;
    }

    /**
     * Answers a request. Certificates of several generations may be asked for at once, but only the first one's generation
     * vouches for the signature, and verifiers may not take it for the others'.
     *
     * @param request DER
     * @return DER of the response, whatever the request was
     */
    byte[] answer(byte[] request, Instant now) {
        try {
            OcspRequest asked = OcspRequest.of(request);
            return answer(asked.certificates(), asked.nonce() == null ? null : new Extensions(asked.nonce()), now);
        } catch (IOException e) {
            return failure(OCSPRespBuilder.MALFORMED_REQUEST);
        }
    }

    /** The answer to a request for one certificate, without a nonce. */
    byte[] answer(X509Certificate certificate, Instant now) {
        for (Generation generation : generations) {
            if (certificate
                    .getIssuerX500Principal()
                    .equals(generation.certificate().getSubjectX500Principal())) {
                return answer(List.of(id(generation, certificate.getSerialNumber())), null, now);
            }
        }
        return failure(OCSPRespBuilder.UNAUTHORIZED);
    }

    private byte[] answer(List<CertificateID> asked, @Nullable Extensions extensions, Instant now) {
        Optional<Generation> first =
                asked.stream().flatMap(id -> issuer(id).stream()).findFirst();
        if (first.isEmpty()) {
            return failure(OCSPRespBuilder.UNAUTHORIZED); // RFC 5019 section 2.2.3
        }
        OcspSigner signer = signers.get(first.get().number());
        if (signer == null) {
            return failure(OCSPRespBuilder.INTERNAL_ERROR);
        }
        Instant from = now.truncatedTo(ChronoUnit.SECONDS);
        BasicOCSPRespBuilder response = new BasicOCSPRespBuilder(new RespID(Issuer.nameOf(signer.certificate())));
        for (CertificateID id : asked) {
            response.addResponse(id, status(id), Date.from(from), Date.from(from.plus(LIFE)));
        }
        if (extensions != null) {
            response.setResponseExtensions(extensions);
        }
        try {
            return encoded(OCSPRespBuilder.SUCCESSFUL, signer.signer().sign(response, signer.certificate(), from));
        } catch (AuthorityException e) {
            return failure(OCSPRespBuilder.INTERNAL_ERROR);
        }
    }

    /** {@code null} stands for good. */
    private @Nullable CertificateStatus status(CertificateID id) {
        Optional<Generation> issuer = issuer(id);
        if (issuer.isEmpty()) {
            return new UnknownStatus();
        }
        if (isLink(issuer.get(), id.getSerialNumber())) {
            return CertificateStatus.GOOD;
        }
        OcspStatus status = register.status(issuer.get().number(), id.getSerialNumber());
        if (status instanceof OcspStatus.Revoked revoked) {
            Date at = Date.from(revoked.at().truncatedTo(ChronoUnit.SECONDS));
            return revoked.reason() == RevocationReason.UNSPECIFIED
                    ? new RevokedStatus(at)
                    : new RevokedStatus(at, revoked.reason().code());
        }
        return status instanceof OcspStatus.Good ? CertificateStatus.GOOD : new UnknownStatus();
    }

    private boolean isLink(Generation issuer, BigInteger serial) {
        return generations.stream()
                .flatMap(generation -> generation.links().stream())
                .anyMatch(link -> link.getSerialNumber().equals(serial)
                        && link.getIssuerX500Principal()
                                .equals(issuer.certificate().getSubjectX500Principal()));
    }

    private Optional<Generation> issuer(CertificateID id) {
        String digest = digest(id.getHashAlgOID());
        if (digest == null) {
            return Optional.empty();
        }
        for (Generation generation : generations) {
            if (Arrays.equals(id.getIssuerNameHash(), nameHash(generation, digest))
                    && Arrays.equals(id.getIssuerKeyHash(), keyHash(generation, digest))) {
                return Optional.of(generation);
            }
        }
        return Optional.empty();
    }

    private static @Nullable String digest(ASN1ObjectIdentifier algorithm) {
        if (algorithm.equals(OIWObjectIdentifiers.idSHA1)) {
            return "SHA-1"; // what nearly everybody asks with; nothing depends on its strength
        }
        return algorithm.equals(NISTObjectIdentifiers.id_sha256) ? "SHA-256" : null;
    }

    private static byte[] nameHash(Generation generation, String digest) {
        return KeyIdentifier.digest(
                digest, generation.certificate().getSubjectX500Principal().getEncoded());
    }

    private static byte[] keyHash(Generation generation, String digest) {
        return KeyIdentifier.digest(
                digest,
                SubjectPublicKeyInfo.getInstance(
                                generation.certificate().getPublicKey().getEncoded())
                        .getPublicKeyData()
                        .getOctets());
    }

    private static CertificateID id(Generation generation, BigInteger serial) {
        return new CertificateID(new CertID(
                CertificateID.HASH_SHA1,
                new DEROctetString(nameHash(generation, "SHA-1")),
                new DEROctetString(keyHash(generation, "SHA-1")),
                new ASN1Integer(serial)));
    }

    /** The answer while nothing is known of any certificate. */
    static byte[] tryLater() {
        return failure(OCSPRespBuilder.TRY_LATER);
    }

    private static byte[] failure(int status) {
        return encoded(status, null);
    }

    private static byte[] encoded(int status, @Nullable Object content) {
        try {
            OCSPResp response = new OCSPRespBuilder().build(status, content);
            return response.getEncoded();
        } catch (OCSPException | IOException e) {
            throw new IllegalStateException(e); // a response that we have made can be encoded
        }
    }
}
