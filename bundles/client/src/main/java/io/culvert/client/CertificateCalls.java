package io.culvert.client;

import io.culvert.client.CulvertException.Kind;
import io.culvert.client.Messages.Incoming;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a peer can ask the gateway about certificates, before or instead of a tunnel. For one thread. */
final class CertificateCalls {

    private static final byte[] RENEWAL = "culvert certificate renewal\n".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern REFUSED =
            Pattern.compile("Certificate refused \\(([a-z-]+)\\):? ?(.*)", Pattern.DOTALL);
    private static final Set<String> TOKEN = Set.of("not-authenticated", "token-used-up");
    private static final Set<String> LATER = Set.of("too-often", "too-many", "unavailable");

    private final Link link;
    private final Duration patience;
    private int id;

    /** @param patience for each answer */
    CertificateCalls(Link link, Duration patience) {
        this.link = link;
        this.patience = patience;
    }

    /** A certificate that was issued, then link certificates and intermediates. */
    record Issued(X509Certificate certificate, List<X509Certificate> chain) {}

    /**
     * Asks for a certificate with a token.
     *
     * @param request PKCS#10, DER
     */
    Issued sign(String token, String uuid, String name, byte[] request) throws IOException {
        return issued(
                call("Certificate.Sign", Map.of("token", token, "uuid", uuid, "name", name, "csr", pem(request))));
    }

    /**
     * Asks for the successor of a certificate.
     *
     * @param request PKCS#10, DER
     */
    Issued renew(Identity identity, byte[] request) throws IOException {
        String signature;
        try {
            signature = Base64.getEncoder().encodeToString(proof(identity, request));
        } catch (GeneralSecurityException e) {
            throw new CulvertException(Kind.IDENTITY, "The key cannot sign: " + e.getMessage(), e);
        }
        String certificate = pem(identity.certificate());
        return issued(call(
                "Certificate.Renew", Map.of("certificate", certificate, "signature", signature, "csr", pem(request))));
    }

    private static byte[] proof(Identity identity, byte[] request) throws GeneralSecurityException {
        byte[] content = new byte[RENEWAL.length + request.length];
        System.arraycopy(RENEWAL, 0, content, 0, RENEWAL.length);
        System.arraycopy(request, 0, content, RENEWAL.length, request.length);
        return KeyKind.of(identity.certificate().getPublicKey())
                .sign(identity.keys().getPrivate(), content);
    }

    /** Asks whom to believe. */
    Authorities authorities() throws IOException {
        Incoming answer = call("Certificate.Authorities", Map.of());
        return new Authorities(certificates(answer, "authorities"), certificates(answer, "links"));
    }

    /** Asks whether a certificate is good; DER of an OCSP response. */
    byte[] status(X509Certificate certificate) throws IOException {
        String ocsp = call("Certificate.Status", Map.of("certificate", pem(certificate)))
                .param("ocsp");
        try {
            return Base64.getMimeDecoder().decode(ocsp);
        } catch (IllegalArgumentException e) {
            throw notUnderstood(e);
        }
    }

    private Incoming call(String method, Map<String, String> params) throws IOException {
        link.sendDocument(Messages.request(++id, method, params));
        Incoming answer;
        try {
            answer = Messages.parse(link.readDocument((int) patience.toMillis()));
        } catch (EOFException e) {
            throw new CulvertException(Kind.GATEWAY_AWAY, "The gateway closed the connection without an answer", e);
        }
        if (answer.field("status").equals("error")) {
            throw refused(method, answer.field("error"));
        }
        if (!answer.field("status").equals("success") || !answer.field("id").equals(Integer.toString(id))) {
            throw notUnderstood(null);
        }
        return answer;
    }

    private static CulvertException refused(String method, String error) {
        Matcher refusal = REFUSED.matcher(error);
        if (!refusal.matches()) {
            return error.equals("Command timed out")
                    ? new CulvertException(Kind.GATEWAY_AWAY, "The gateway could not answer in time")
                    : new CulvertException(
                            Kind.PROTOCOL,
                            "The gateway does not answer " + method + ", perhaps it has no certificate authority: "
                                    + Printable.of(error));
        }
        String reason = refusal.group(1);
        if (TOKEN.contains(reason)) {
            return new CulvertException(
                    Kind.REFUSED,
                    reason.equals("token-used-up") ? "The token is used up" : "The gateway does not accept the token");
        }
        return new CulvertException(
                LATER.contains(reason) ? Kind.CERTIFICATE_DELAYED : Kind.CERTIFICATE_REFUSED,
                "The gateway gives no certificate (" + reason + "): " + Printable.of(refusal.group(2)));
    }

    private static Issued issued(Incoming answer) throws CulvertException {
        List<X509Certificate> certificate = certificates(answer, "certificate");
        if (certificate.size() != 1) {
            throw notUnderstood(null);
        }
        return new Issued(certificate.get(0), certificates(answer, "chain"));
    }

    private static List<X509Certificate> certificates(Incoming answer, String param) throws CulvertException {
        try {
            return Pem.certificates(answer.param(param));
        } catch (GeneralSecurityException e) {
            throw notUnderstood(e);
        }
    }

    private static CulvertException notUnderstood(@Nullable Exception cause) {
        return new CulvertException(Kind.PROTOCOL, "The gateway's answer is not understood", cause);
    }

    private static String pem(byte[] request) {
        return Pem.block("CERTIFICATE REQUEST", request);
    }

    private static String pem(X509Certificate certificate) throws IOException {
        try {
            return Pem.of(List.of(certificate));
        } catch (GeneralSecurityException e) {
            throw new CulvertException(Kind.PROTOCOL, "A certificate cannot be encoded", e);
        }
    }
}
