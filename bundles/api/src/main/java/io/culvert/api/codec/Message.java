package io.culvert.api.codec;

import io.culvert.api.ca.RenewalProof;
import io.culvert.api.transport.CloseReason;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/** What a codec makes of what a peer sent. */
public sealed interface Message {

    /**
     * A question which the codec answers by itself.
     *
     * @param reply to be sent to the peer
     */
    record Answered(String reply) implements Message {}

    /**
     * The peer asks to be let in.
     *
     * @param token the secret
     * @param uuid the peer's own name for itself, verbatim; {@code null} when the dialect has none
     * @param name a name for people; {@code null} when the dialect has none
     * @param nonce distinguishes the tunnels of one token; {@code null} when absent
     */
    record Authenticate(
            String token,
            @Nullable String uuid,
            @Nullable String name,
            @Nullable String nonce) implements Message {
        /** Everything but the secrets. */
        @Override
        public String toString() {
            return "Authenticate[uuid=" + uuid + ", name=" + name + "]";
        }
    }

    /** What is for the certificate authority. */
    sealed interface CertificateRequest extends Message {

        /** The id of the request, for the answer. */
        long id();
    }

    /**
     * The peer asks for a certificate, with a token.
     *
     * @param id of the request, for the answer
     * @param token the secret
     * @param uuid the device that the peer claims to be; {@code null} when it does not say
     * @param name a name for people; {@code null} when absent
     * @param request what it wants to be signed, as sent: perhaps no PKCS#10 at all
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares messages
    record Enroll(
            long id,
            String token,
            @Nullable String uuid,
            @Nullable String name,
            byte[] request) implements CertificateRequest {
        /** Everything but the token. */
        @Override
        public String toString() {
            return "Enroll[uuid=" + uuid + ", name=" + name + "]";
        }
    }

    /**
     * The peer asks for the successor of a certificate that it has.
     *
     * @param id of the request, for the answer
     * @param proof that it has the key
     * @param request what it wants to be signed, as sent: perhaps no PKCS#10 at all
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares messages
    record Renew(long id, RenewalProof proof, byte[] request) implements CertificateRequest {}

    /**
     * The peer asks whom to believe.
     *
     * @param id of the request, for the answer
     */
    record Authorities(long id) implements CertificateRequest {}

    /**
     * The peer asks whether a certificate is good.
     *
     * @param id of the request, for the answer
     * @param certificate of any peer
     */
    record CertificateStatus(long id, X509Certificate certificate) implements CertificateRequest {}

    /**
     * Not a message, or not one that is allowed; the connection is to be closed.
     *
     * @param reply to be sent before; {@code null} for none
     * @param reason with which to close
     */
    record Malformed(@Nullable String reply, CloseReason reason) implements Message {}
}
