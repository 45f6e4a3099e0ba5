package io.culvert.ca;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.Req;
import org.jspecify.annotations.Nullable;

/**
 * What is read of an OCSP request (RFC 6960 section 4.1). A signature under it is not looked at: whoever asks may know.
 *
 * @param certificates whose status is asked for, at least one
 * @param nonce to be repeated; {@code null} for none
 */
record OcspRequest(
        List<CertificateID> certificates, @Nullable Extension nonce) {

    /** A request with dozens of certificates is shorter. */
    static final int MAX_LENGTH = 8 * 1024;

    private static final int NONCE_MOST = 128; // RFC 9654 section 2.1

    OcspRequest {
        certificates = List.copyOf(certificates);
    }

    /**
     * Reads a request, DER.
     *
     * @throws IOException when it is none, or one that is to be refused as if it were none
     */
    static OcspRequest of(byte[] der) throws IOException {
        if (der.length > MAX_LENGTH) {
            throw new IOException("longer than " + MAX_LENGTH + " bytes");
        }
        try {
            OCSPReq request = new OCSPReq(der);
            List<CertificateID> certificates = new ArrayList<>();
            for (Req one : request.getRequestList()) {
                certificates.add(one.getCertID());
            }
            if (certificates.isEmpty()) {
                throw new IOException("asks for nothing");
            }
            if (!Set.of(OCSPObjectIdentifiers.id_pkix_ocsp_nonce).containsAll(request.getCriticalExtensionOIDs())) {
                throw new IOException("has a critical extension that is not known");
            }
            return new OcspRequest(
                    certificates, checked(request.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce)));
        } catch (IllegalArgumentException | IllegalStateException | ClassCastException | IndexOutOfBoundsException e) {
            throw new IOException("not an OCSP request", e); // the library's ways to say so
        }
    }

    private static @Nullable Extension checked(@Nullable Extension nonce) throws IOException {
        if (nonce == null) {
            return null;
        }
        int length = ASN1OctetString.getInstance(
                        ASN1Primitive.fromByteArray(nonce.getExtnValue().getOctets()))
                .getOctetsLength();
        if (length < 1 || length > NONCE_MOST) {
            throw new IOException("has a nonce of " + length + " bytes");
        }
        return nonce;
    }
}
