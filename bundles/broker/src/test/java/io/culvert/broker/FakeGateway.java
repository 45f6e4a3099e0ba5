package io.culvert.broker;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.Authenticator;
import io.culvert.api.codec.Codec;
import io.culvert.api.rendezvous.RendezvousKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A broker with everything around it. */
final class FakeGateway {

    final FakeTimers timers = new FakeTimers();
    final DirectWorkers workers = new DirectWorkers();
    final FakeTransport transport = new FakeTransport();
    final FakeRendezvous rendezvous = new FakeRendezvous();
    SessionBroker broker;
    private int connections;

    /** Everybody is let in, except with the token {@code wrong}. */
    static FakeGateway open() {
        return with(credentials ->
                credentials.token().equals("wrong") ? AuthResult.rejected("wrong") : AuthResult.accepted("somebody"));
    }

    static FakeGateway with(Authenticator authenticator) {
        FakeGateway gateway = new FakeGateway(Settings.DEFAULTS);
        gateway.add(authenticator);
        return gateway;
    }

    FakeGateway(Settings settings) {
        this(settings, new FakeCodec());
    }

    FakeGateway(Settings settings, Codec codec) {
        broker = new SessionBroker(codec, transport, rendezvous, settings, timers, workers);
        transport.listener = broker;
    }

    void add(Authenticator authenticator) {
        broker.addAuthenticator(authenticator, new FakeReference(Map.of("service.id", 1L, "name", "fake")));
    }

    /** The broker goes and another one comes. */
    void restartBroker() {
        transport.listener = null;
        broker.deactivate();
        broker = new SessionBroker(
                new FakeCodec(), transport, rendezvous, Settings.DEFAULTS, new FakeTimers(), new DirectWorkers());
        transport.listener = broker;
        add(credentials -> AuthResult.accepted("somebody"));
    }

    FakeConnection connect() {
        connections++;
        return new FakeConnection("c" + connections, connections).connect(broker);
    }

    /** A peer without uuid and nonce. */
    FakeConnection authenticated(String token, String name) {
        return connect().say("auth " + token + " - " + name + " -\n");
    }

    static RendezvousKey key(String token, @Nullable String nonce) {
        return RendezvousKey.of(RendezvousKey.scopeOfToken(token), nonce);
    }
}
