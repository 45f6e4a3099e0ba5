package io.culvert.api.ca;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Arrays;

/**
 * Shows that whoever asks for the successor of a certificate has that certificate's key. Worth nothing to others: the
 * certificate that comes of it is for the key of the request.
 *
 * @param certificate the one to be succeeded
 * @param signature of {@link #signedContent}, by its key: SHA256withECDSA (SHA384withECDSA with a key of P-384),
 *     SHA256withRSA, or Ed25519
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares proofs
public record RenewalProof(X509Certificate certificate, byte[] signature) {

    private static final byte[] CONTEXT = "culvert certificate renewal\n".getBytes(StandardCharsets.US_ASCII);

    /**
     * What is signed: the text {@code culvert certificate renewal}, a line feed, and the request.
     *
     * @param request PKCS#10, DER
     */
    public static byte[] signedContent(byte[] request) {
        byte[] content = Arrays.copyOf(CONTEXT, CONTEXT.length + request.length);
        System.arraycopy(request, 0, content, CONTEXT.length, request.length);
        return content;
    }

    @Override
    public String toString() {
        return "RenewalProof[serial=" + certificate.getSerialNumber().toString(16) + "]";
    }
}
