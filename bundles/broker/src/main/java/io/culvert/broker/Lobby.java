package io.culvert.broker;

import io.culvert.api.rendezvous.Rendezvous;
import io.culvert.api.rendezvous.Rendezvous.Outcome;
import io.culvert.api.rendezvous.Rendezvous.Visitor;
import io.culvert.api.rendezvous.RendezvousKey;
import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.Transport;
import io.culvert.api.transport.TunnelInfo;
import io.culvert.broker.State.Introduced;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where sessions are until they are in a tunnel, and where two of them are introduced to each other. */
final class Lobby {

    private static final Logger LOG = LoggerFactory.getLogger(Lobby.class);
    private static final Duration PROBE_PATIENCE = Duration.ofSeconds(2);

    private final Transport transport;
    private final Rendezvous rendezvous;
    private final HeldKeys keys;
    private final ConcurrentMap<String, Session> sessions = new ConcurrentHashMap<>();

    Lobby(Transport transport, Rendezvous rendezvous, HeldKeys keys) {
        this.transport = transport;
        this.rendezvous = rendezvous;
        this.keys = keys;
    }

    void enter(Session session) {
        sessions.put(session.id(), session);
    }

    /**
     * A session is over.
     *
     * @param key under which it waited, or was about to
     */
    void left(Session session, @Nullable RendezvousKey key) {
        sessions.remove(session.id(), session);
        if (key != null) {
            rendezvous.leave(key, visitor(session));
        }
    }

    Collection<Session> sessions() {
        return List.copyOf(sessions.values());
    }

    @Nullable Session session(String id) {
        return sessions.get(id);
    }

    /** Looks for the partner of a waiting session. */
    void meet(Session session, RendezvousKey key) {
        rendezvous.meet(key, visitor(session)).whenComplete((outcome, failure) -> {
            if (failure != null) {
                LOG.warn("Connection {} cannot meet anybody: the rendezvous failed", session.id(), failure);
                session.close(Refusals.NOT_INTRODUCED);
            } else if (outcome instanceof Outcome.Met met) {
                introduce(key, met.partner().session(), session);
            } else if (outcome instanceof Outcome.Taken) {
                session.close(Refusals.TUNNEL_EXISTS);
            } else if (session.isClosed()) {
                // It closed before it was parked, and nobody was there to leave.
                rendezvous.leave(key, visitor(session));
            }
        });
    }

    private Visitor visitor(Session session) {
        return new Visitor(transport.nodeId(), session.id());
    }

    private void introduce(RendezvousKey key, String partner, Session second) {
        if (!keys.claim(key, partner)) {
            return; // the broker stops and closes both
        }
        Session first = sessions.get(partner);
        Introduced waited = first == null ? null : first.introduce();
        Introduced came = second.introduce();
        if (first != null && waited != null && came != null) {
            Introduction introduction = new Introduction(key, first, waited, second, came);
            if (introduction.sameUuid()) {
                probe(introduction);
            } else if (keys.count(key, partner, introduction.mostTunnels())) {
                useTokens(introduction);
            } else {
                refuse(introduction, Refusals.TOO_MANY_TUNNELS);
            }
            return;
        }
        // One of them closed in this moment, the other must not wait for a partner that cannot come.
        keys.release(key, partner);
        if (first != null && waited != null) {
            first.waitAgain(waited);
        }
        if (came != null) {
            second.waitAgain(came);
        }
    }

    /** A token of which only a number of tunnels can be made is used now, and is so whatever becomes of this one. */
    private void useTokens(Introduction pair) {
        CompletionStage<Boolean> good = pair.waited().before().pass().use(rendezvous);
        if (!pair.sameToken()) {
            good = good.thenCombine(pair.came().before().pass().use(rendezvous), Boolean::logicalAnd);
        }
        good.whenComplete((allGood, failure) -> {
            if (failure != null) {
                LOG.warn(
                        "Connections {} and {} cannot be joined",
                        pair.first().id(),
                        pair.second().id(),
                        failure);
                refuse(pair, Refusals.NOT_INTRODUCED);
            } else if (allGood) {
                join(pair);
            } else {
                refuse(pair, Refusals.TOKEN_USED_UP);
            }
        });
    }

    private void refuse(Introduction pair, CloseReason reason) {
        keys.release(pair.key(), pair.first().id());
        pair.first().close(reason);
        pair.second().close(reason);
    }

    private void join(Introduction pair) {
        TunnelInfo tunnel;
        try {
            tunnel = transport.join(
                    pair.key().digest(),
                    end(pair.first(), pair.waited(), pair.came()),
                    end(pair.second(), pair.came(), pair.waited()),
                    pair.limits());
        } catch (RuntimeException e) { // a codec or transport that is being replaced
            LOG.warn(
                    "Connections {} and {} cannot be joined",
                    pair.first().id(),
                    pair.second().id(),
                    e);
            refuse(pair, Refusals.NOT_INTRODUCED);
            return;
        }
        pair.first().tunnelled(pair.waited());
        pair.second().tunnelled(pair.came());
        LOG.debug(
                "Connections {} and {} are tunnel {}",
                pair.first().id(),
                pair.second().id(),
                tunnel.id());
    }

    private static Transport.End end(Session session, Introduced self, Introduced partner) {
        return new Transport.End(
                session.connection(),
                self.before().pass().peer(),
                session.codec().established(partner.before().pass().peer()));
    }

    /** A client meets itself: either its old connection is dead without our knowing, or it is in a loop. */
    private void probe(Introduction pair) {
        pair.first().connection().probe(PROBE_PATIENCE).whenComplete((alive, failure) -> {
            boolean dead = failure != null || !Boolean.TRUE.equals(alive);
            if (!dead && !pair.second().isClosed()) {
                boolean withNonce = pair.came().before().pass().withNonce();
                refuse(pair, withNonce ? Refusals.SAME_UUID_AND_NONCE : Refusals.SAME_UUID);
                return;
            }
            if (dead) {
                pair.first().close(Refusals.REPLACED);
            }
            keys.release(pair.key(), pair.first().id());
            pair.first().waitAgain(pair.waited());
            pair.second().waitAgain(pair.came());
        });
    }
}
