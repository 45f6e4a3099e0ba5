package io.culvert.broker;

import io.culvert.api.auth.Credentials;
import io.culvert.api.ca.CertificateAuthority;
import io.culvert.api.ca.Issuance;
import io.culvert.api.ca.Refusal;
import io.culvert.api.codec.AuthFailure;
import io.culvert.api.codec.CodecSession;
import io.culvert.api.codec.Message;
import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.ConnectionInfo;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the certificate authority answer what peers ask of it. The authority comes and goes: every request asks the one
 * that is there at that moment, and whatever that one does is an answer, or none, but no failure of the broker's.
 */
final class CertificateRequests {

    private static final Logger LOG = LoggerFactory.getLogger(CertificateRequests.class);
    private static final String FAILED = "The certificate authority failed. Try again later.";

    private final Workers workers;
    private final AtomicReference<@Nullable CertificateAuthority> authority = new AtomicReference<>();

    /**
     * What a peer is told.
     *
     * @param text the answer
     * @param close with which its connection is closed after that; {@code null} when it may go on
     */
    record Reply(String text, @Nullable CloseReason close) {}

    CertificateRequests(Workers workers) {
        this.workers = workers;
    }

    void come(CertificateAuthority next) {
        authority.set(next);
    }

    /** An authority leaves, perhaps after the next one has come. */
    void go(CertificateAuthority left) {
        authority.compareAndSet(left, null);
    }

    /**
     * Has a request answered. Returns at once.
     *
     * @param to is told the answer, by any thread, perhaps before this method returns; never when the authority has none
     */
    void answer(Message.CertificateRequest request, ConnectionInfo connection, CodecSession codec, Consumer<Reply> to) {
        CertificateAuthority asked = authority.get();
        if (asked == null) {
            to.accept(open(codec.failed(request.id(), "This gateway issues no certificates.")));
            return;
        }
        CompletionStage<Reply> reply;
        try {
            reply = ask(asked, request, connection, codec);
        } catch (RuntimeException e) { // an authority that is being stopped, or no free thread
            reply = CompletableFuture.failedStage(e);
        }
        reply.exceptionally(failure -> {
                    LOG.warn("Connection {}: the certificate authority failed", connection.id(), failure);
                    return failed(request, codec);
                })
                .thenAccept(to);
    }

    private CompletionStage<Reply> ask(
            CertificateAuthority asked,
            Message.CertificateRequest request,
            ConnectionInfo connection,
            CodecSession codec) {
        if (request instanceof Message.Enroll enroll) {
            Credentials credentials = new Credentials(enroll.token(), enroll.uuid(), enroll.name(), null, connection);
            return asked.enroll(credentials, enroll.request()).thenApply(outcome -> issued(request, outcome, codec));
        } else if (request instanceof Message.Renew renew) {
            return asked.renew(renew.proof(), renew.request(), connection)
                    .thenApply(outcome -> issued(request, outcome, codec));
        } else if (request instanceof Message.CertificateStatus status) {
            // It signs, perhaps with hardware that takes its time.
            return CompletableFuture.supplyAsync(
                    () -> open(codec.certificateStatus(status.id(), asked.ocsp(status.certificate()))), this::run);
        }
        return CompletableFuture.completedStage(open(codec.authorities(request.id(), asked.trust())));
    }

    private void run(Runnable task) {
        if (!workers.offer(task)) {
            throw new RejectedExecutionException("too many peers are being checked");
        }
    }

    private static Reply issued(Message.CertificateRequest request, Issuance outcome, CodecSession codec) {
        String text = codec.issued(request.id(), outcome);
        return outcome instanceof Issuance.Refused refused && isStranger(refused.reason())
                ? new Reply(text, Refusals.of(AuthFailure.AUTHENTICATION_FAILED))
                : open(text);
    }

    /** Whether a peer that was refused so is none to talk to any longer. */
    private static boolean isStranger(Refusal reason) {
        return switch (reason) {
            case NOT_AUTHENTICATED, TOKEN_USED_UP, REVOKED -> true;
            default -> false;
        };
    }

    /** In the form in which peers expect it. */
    private static Reply failed(Message.CertificateRequest request, CodecSession codec) {
        return open(
                request instanceof Message.Enroll || request instanceof Message.Renew
                        ? codec.issued(request.id(), new Issuance.Refused(Refusal.UNAVAILABLE, FAILED))
                        : codec.failed(request.id(), FAILED));
    }

    private static Reply open(String text) {
        return new Reply(text, null);
    }
}
