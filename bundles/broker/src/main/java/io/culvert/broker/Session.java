package io.culvert.broker;

import io.culvert.api.auth.AuthenticationService.Outcome;
import io.culvert.api.auth.Credentials;
import io.culvert.api.broker.SessionInfo;
import io.culvert.api.codec.CodecSession;
import io.culvert.api.codec.Message;
import io.culvert.api.log.LogContext;
import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.Connection;
import io.culvert.api.transport.ConnectionHandler;
import io.culvert.api.transport.PeerInfo;
import io.culvert.broker.State.Authenticating;
import io.culvert.broker.State.Certifying;
import io.culvert.broker.State.Closed;
import io.culvert.broker.State.Connected;
import io.culvert.broker.State.Introduced;
import io.culvert.broker.State.Tunnelled;
import io.culvert.broker.State.Waiting;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One peer's dialogue, from connecting until it is in a tunnel or gone. What the peer says arrives on its I/O thread;
 * timers, authenticators, other sessions and operators come in on theirs. Nothing here blocks or locks.
 */
final class Session implements ConnectionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    /** The time that a certificate takes is not the peer's, so it is their number that is limited. */
    private static final int MOST_CERTIFICATE_REQUESTS = 16;

    private final Connection connection;
    private final CodecSession codec;
    private final Settings settings;
    private final Timers timers;
    private final Admission admission;
    private final CertificateRequests certificates;
    private final Lobby lobby;
    private final Events events;
    private final AtomicReference<State> state;
    /** Of the I/O thread. */
    private int certificateRequests;

    Session(
            Connection connection,
            CodecSession codec,
            Settings settings,
            Timers timers,
            Admission admission,
            CertificateRequests certificates,
            Lobby lobby,
            Events events) {
        this.connection = connection;
        this.codec = codec;
        this.settings = settings;
        this.timers = timers;
        this.admission = admission;
        this.certificates = certificates;
        this.lobby = lobby;
        this.events = events;
        long now = timers.now();
        long limit = now + settings.inactiveLimit().toNanos();
        state = new AtomicReference<>(
                new Connected(connection.info().since(), limit, deadline(now, limit), new Alarm()));
    }

    String id() {
        return connection.info().id();
    }

    Connection connection() {
        return connection;
    }

    CodecSession codec() {
        return codec;
    }

    // What the peer does

    @Override
    public void text(ByteBuffer utf8) {
        if (state.get() instanceof Connected) {
            hear(codec.decode(utf8));
        } else if (!blank(utf8)) {
            violated(Refusals.NOT_SILENT);
        }
    }

    @Override
    public void binary() {
        violated(Refusals.BINARY);
    }

    @Override
    public void closed(CloseReason reason) {
        end(new Closed(reason));
    }

    private void hear(List<Message> messages) {
        for (int i = 0; i < messages.size(); i++) {
            if (!(state.get() instanceof Connected connected)) {
                return;
            }
            Message message = messages.get(i);
            boolean last = i == messages.size() - 1 && !codec.midMessage();
            if (message instanceof Message.Answered answered) {
                connection.send(answered.reply());
                long next = deadline(timers.now(), connected.limit());
                state.compareAndSet(
                        connected, new Connected(connected.since(), connected.limit(), next, connected.alarm()));
            } else if (message instanceof Message.Malformed malformed) {
                refuse(connected, malformed.reply(), malformed.reason());
            } else if (message instanceof Message.Authenticate request) {
                // What comes along with it came before the tunnel, too.
                if (last) {
                    authenticate(connected, request);
                } else {
                    refuse(connected, null, Refusals.NOT_SILENT);
                }
            } else if (message instanceof Message.CertificateRequest request) {
                // Whom to believe is answered at once; the others take time, in which the peer must be silent.
                if (last || request instanceof Message.Authorities) {
                    certify(connected, request);
                } else {
                    refuse(connected, null, Refusals.NOT_SILENT);
                }
            }
        }
    }

    private void violated(CloseReason reason) {
        if (!close(reason) && state.get() instanceof Tunnelled) {
            connection.close(reason); // spoken before the tunnel, heard only now that it stands: this closes it
        }
    }

    // Certificates

    private void certify(Connected from, Message.CertificateRequest request) {
        certificateRequests++;
        if (certificateRequests > MOST_CERTIFICATE_REQUESTS) {
            refuse(
                    from,
                    codec.failed(request.id(), "Too many certificate requests on one connection."),
                    Refusals.TOO_MANY_REQUESTS);
            return;
        }
        Certifying certifying = new Certifying(from, Instant.now(), timers.now(), new Alarm());
        if (!move(from, certifying)) {
            return;
        }
        certifying
                .alarm()
                .set(after(
                        settings.answer(),
                        () -> refuse(certifying, codec.timedOut(request.id()), Refusals.ANSWER_LATE)));
        certificates.answer(request, connection.info(), codec, reply -> certified(certifying, reply));
    }

    private void certified(Certifying from, CertificateRequests.Reply reply) {
        if (reply.close() != null) {
            refuse(from, reply.text(), reply.close());
            return;
        }
        Connected before = from.before();
        long now = timers.now();
        long limit = before.limit() + (now - from.start());
        if (move(from, new Connected(before.since(), limit, deadline(now, limit), new Alarm()))) {
            connection.send(reply.text()); // whoever hears it may speak at once
            watchActivity();
        }
    }

    // The way to the tunnel

    /** Closes the peer if it stays inactive. To be called once each time that it becomes connected. */
    void watchActivity() {
        while (state.get() instanceof Connected connected) {
            long left = connected.deadline() - timers.now();
            if (left > 0) {
                connected.alarm().set(after(Duration.ofNanos(left), this::watchActivity));
                return;
            }
            refuse(connected, null, Refusals.INACTIVE);
        }
    }

    private void authenticate(Connected from, Message.Authenticate request) {
        Credentials credentials =
                new Credentials(request.token(), request.uuid(), request.name(), request.nonce(), connection.info());
        Authenticating authenticating = new Authenticating(Instant.now(), timers.now(), credentials, new Alarm());
        if (!move(from, authenticating)) {
            return;
        }
        if (settings.answer().compareTo(settings.authentication()) < 0) {
            authenticating.alarm().set(after(settings.answer(), () -> {
                if (state.get() instanceof Authenticating) {
                    refuse(authenticating, codec.timedOut(), Refusals.ANSWER_LATE, Admission.LATE);
                }
            }));
        } else {
            authenticating.alarm().set(after(settings.authentication(), () -> reject(authenticating, Admission.LATE)));
        }
        admission.check(credentials, () -> state.get() instanceof Authenticating, outcome -> {
            if (outcome instanceof Outcome.Admitted admitted) {
                admit(authenticating, admitted);
            } else if (outcome instanceof Outcome.Refused refused) {
                reject(authenticating, refused);
            }
        });
    }

    private void reject(Authenticating from, Outcome.Refused outcome) {
        if (state.get() instanceof Authenticating) {
            refuse(from, codec.rejected(outcome.failure()), Refusals.of(outcome.failure()), outcome);
        }
    }

    private void admit(Authenticating from, Outcome.Admitted outcome) {
        Pass pass = Pass.of(from.credentials(), outcome.as());
        Waiting waiting =
                new Waiting(Instant.now(), timers.now() + settings.alone().toNanos(), pass, new Alarm());
        String reply = codec.accepted();
        if (move(from, waiting)) {
            decided(from, outcome);
            connection.send(reply); // before anybody can find it and send the tunnel notification
            look(waiting);
        }
    }

    private void decided(Authenticating from, Outcome outcome) {
        events.decided(from.credentials(), outcome, Duration.ofNanos(timers.now() - from.start()));
    }

    private void look(Waiting waiting) {
        Duration left = Duration.ofNanos(Math.max(0, waiting.deadline() - timers.now()));
        waiting.alarm().set(after(left, () -> refuse(waiting, null, Refusals.ALONE)));
        lobby.meet(this, waiting.pass().key());
    }

    /** Takes this session out of reach of its timer; {@code null} when it no longer waits. */
    @Nullable Introduced introduce() {
        if (state.get() instanceof Waiting waiting) {
            Introduced introduced = new Introduced(waiting);
            return move(waiting, introduced) ? introduced : null;
        }
        return null;
    }

    /** Nothing came of an introduction: looks for a partner again, until the same moment as before. */
    void waitAgain(Introduced from) {
        Waiting again = from.before().again();
        if (move(from, again)) {
            look(again);
        }
    }

    /** The introduction led to a tunnel. Whoever closed this session meanwhile has closed the tunnel by that. */
    void tunnelled(Introduced from) {
        move(from, new Tunnelled());
    }

    // The end

    /**
     * Closes the peer.
     *
     * @return {@code false} when it is closed, or in a tunnel
     */
    boolean close(CloseReason reason) {
        boolean first = end(new Closed(reason));
        if (first) {
            connection.close(reason);
        }
        return first;
    }

    boolean isClosed() {
        return state.get() instanceof Closed;
    }

    private void refuse(State from, @Nullable String reply, CloseReason reason) {
        refuse(from, reply, reason, null);
    }

    /** Refuses the peer, if it is still where it was, and tells of the outcome that this is due to. */
    private void refuse(State from, @Nullable String reply, CloseReason reason, Outcome.@Nullable Refused outcome) {
        if (move(from, new Closed(reason))) {
            if (outcome != null && from instanceof Authenticating authenticating) {
                decided(authenticating, outcome);
            }
            events.ended(connection.info(), peer(from), reason);
            if (reply != null) {
                connection.send(reply);
            }
            connection.close(reason);
        }
    }

    private boolean end(Closed closed) {
        while (true) {
            State from = Objects.requireNonNull(state.get());
            if (from instanceof Closed || from instanceof Tunnelled) {
                return false;
            }
            if (move(from, closed)) {
                events.ended(connection.info(), peer(from), closed.reason());
                return true;
            }
        }
    }

    private boolean move(State from, State to) {
        if (!state.compareAndSet(from, to)) {
            return false;
        }
        from.alarm().off();
        if (to instanceof Closed closed) {
            lobby.left(this, from instanceof Waiting waiting ? waiting.pass().key() : null);
            LOG.debug(
                    "Connection {} ends: {} {}",
                    id(),
                    closed.reason().code(),
                    closed.reason().text());
        } else if (to instanceof Tunnelled) {
            lobby.left(this, null);
        } else if (to instanceof Waiting waiting) {
            LOG.debug(
                    "Connection {} waits, admitted as {}",
                    id(),
                    waiting.pass().peer().identity());
        }
        return true;
    }

    /** What an operator sees; {@code null} when it is over. */
    @Nullable SessionInfo info() {
        State now = Objects.requireNonNull(state.get());
        if (now instanceof Connected connected) {
            return new SessionInfo(connection.info(), SessionInfo.State.CONNECTED, connected.since(), null);
        }
        if (now instanceof Authenticating authenticating) {
            return new SessionInfo(connection.info(), SessionInfo.State.AUTHENTICATING, authenticating.since(), null);
        }
        if (now instanceof Certifying certifying) {
            return new SessionInfo(connection.info(), SessionInfo.State.CERTIFYING, certifying.since(), null);
        }
        Waiting waiting = waiting(now);
        return waiting == null
                ? null
                : new SessionInfo(connection.info(), SessionInfo.State.WAITING, waiting.since(), peer(now));
    }

    private static @Nullable Waiting waiting(State state) {
        return state instanceof Introduced introduced
                ? introduced.before()
                : state instanceof Waiting waiting ? waiting : null;
    }

    private static @Nullable PeerInfo peer(State state) {
        Waiting waiting = waiting(state);
        return waiting == null ? null : waiting.pass().peer();
    }

    private Timers.Timer after(Duration delay, Runnable task) {
        return timers.after(delay, () -> LogContext.within(id(), task));
    }

    private long deadline(long now, long limit) {
        return Math.min(now + settings.inactive().toNanos(), limit);
    }

    /** Whether there is nothing but JSON's white space, RFC 8259 section 2. */
    private static boolean blank(ByteBuffer utf8) {
        for (int i = utf8.position(); i < utf8.limit(); i++) {
            byte b = utf8.get(i);
            if (b != ' ' && b != '\t' && b != '\n' && b != '\r') {
                return false;
            }
        }
        return true;
    }
}
