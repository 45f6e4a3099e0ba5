package io.culvert.codec.jsonrpc;

import io.culvert.api.ca.Issuance;
import io.culvert.api.ca.TrustBundle;
import io.culvert.api.codec.AuthFailure;
import io.culvert.api.codec.CodecSession;
import io.culvert.api.codec.Message;
import io.culvert.api.transport.PeerInfo;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One peer's dialogue. Answers are given in the dialect, and with the id, of the first Authenticate. */
final class JsonRpcSession implements CodecSession {

    private final MethodTable methods;
    private final LongSupplier notificationIds;
    private final DocumentReader reader = new DocumentReader();

    private boolean refused;
    private volatile boolean midMessage;
    private volatile @Nullable Question question;

    /** The request that waits for its answer. */
    private record Question(long id, Dialect dialect) {}

    JsonRpcSession(MethodTable methods, LongSupplier notificationIds) {
        this.methods = methods;
        this.notificationIds = notificationIds;
    }

    @Override
    public List<Message> decode(ByteBuffer utf8) {
        List<Message> messages = new ArrayList<>();
        if (!refused) {
            try {
                Json document = reader.next(utf8);
                while (document != null) {
                    Request request = Request.of(document);
                    messages.add(methods.find(request).call(request, this));
                    document = reader.next(utf8);
                }
            } catch (RefusedException e) {
                refused = true;
                messages.add(e.message());
            }
            midMessage = !refused && reader.midDocument();
        }
        utf8.position(utf8.limit());
        return messages;
    }

    /** Remembers how a peer asked to be let in. */
    Message ask(long id, Json.Obj params, Dialect dialect) {
        if (question == null) {
            question = new Question(id, dialect);
        }
        String token = params.text("token");
        if (token == null) {
            throw new AssertionError("the method table demands a token");
        }
        return new Message.Authenticate(token, params.text("uuid"), params.text("name"), params.text("nonce"));
    }

    @Override
    public boolean midMessage() {
        return midMessage;
    }

    @Override
    public String accepted() {
        Question asked = question();
        return asked.dialect().accepted(asked.id());
    }

    @Override
    public String rejected(AuthFailure failure) {
        Question asked = question();
        return asked.dialect().rejected(asked.id(), failure);
    }

    @Override
    public String timedOut() {
        return timedOut(question().id());
    }

    @Override
    public String timedOut(long id) {
        return failed(id, "Command timed out");
    }

    @Override
    public String established(PeerInfo partner) {
        return question().dialect().established(partner, notificationIds);
    }

    @Override
    public String issued(long id, Issuance outcome) {
        return CertificateMethods.issued(id, outcome);
    }

    @Override
    public String authorities(long id, TrustBundle trust) {
        return CertificateMethods.authorities(id, trust);
    }

    @Override
    public String certificateStatus(long id, byte[] ocsp) {
        return CertificateMethods.status(id, ocsp);
    }

    @Override
    public String failed(long id, String explanation) {
        return Outgoing.error(id, explanation);
    }

    private Question question() {
        Question asked = question;
        if (asked == null) {
            throw new IllegalStateException("nobody has asked to be let in");
        }
        return asked;
    }
}
