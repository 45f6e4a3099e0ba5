package io.culvert.api.codec;

import io.culvert.api.ca.Issuance;
import io.culvert.api.ca.TrustBundle;
import io.culvert.api.transport.PeerInfo;
import java.nio.ByteBuffer;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One peer's dialogue: remembers the unfinished message, and the dialect in which the peer asked, which is the one it is
 * answered in. {@link #decode} is called by one thread at a time; the other methods by any thread, and those without an id
 * only after it returned an {@link Message.Authenticate}.
 */
@ProviderType
public interface CodecSession {

    /**
     * Reads a piece of what the peer sent; messages may begin and end anywhere in it.
     *
     * @param utf8 consumed wholly, not kept
     * @return the messages that are complete now, in order; nothing follows a {@link Message.Malformed}
     */
    List<Message> decode(ByteBuffer utf8);

    /** Whether a message has begun and is not complete; white space between messages does not begin one. */
    boolean midMessage();

    /** The answer to an accepted {@link Message.Authenticate}. */
    String accepted();

    /** The answer to a refused {@link Message.Authenticate}. */
    String rejected(AuthFailure failure);

    /** The answer to {@link Message.Authenticate} when the gateway took longer than its own deadline for any call. */
    String timedOut();

    /** The answer to another request when the gateway took longer than its own deadline for any call. */
    String timedOut(long id);

    /** The gateway's last words: the tunnel stands. */
    String established(PeerInfo partner);

    /** The answer to {@link Message.Enroll} and {@link Message.Renew}. */
    String issued(long id, Issuance outcome);

    /** The answer to {@link Message.Authorities}. */
    String authorities(long id, TrustBundle trust);

    /**
     * The answer to {@link Message.CertificateStatus}.
     *
     * @param ocsp DER of an OCSP response
     */
    String certificateStatus(long id, byte[] ocsp);

    /**
     * The answer to a request that cannot be fulfilled.
     *
     * @param explanation for the peer, one sentence without a secret
     */
    String failed(long id, String explanation);
}
