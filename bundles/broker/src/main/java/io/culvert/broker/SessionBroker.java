package io.culvert.broker;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.AuthenticationService;
import io.culvert.api.auth.Authenticator;
import io.culvert.api.auth.Credentials;
import io.culvert.api.broker.AuthenticatorInfo;
import io.culvert.api.broker.Broker;
import io.culvert.api.broker.SessionInfo;
import io.culvert.api.ca.CertificateAuthority;
import io.culvert.api.codec.Codec;
import io.culvert.api.event.EventListener;
import io.culvert.api.rendezvous.Rendezvous;
import io.culvert.api.transport.CloseReason;
import io.culvert.api.transport.Connection;
import io.culvert.api.transport.ConnectionAcceptor;
import io.culvert.api.transport.ConnectionHandler;
import io.culvert.api.transport.Transport;
import io.culvert.api.transport.TunnelInfo;
import io.culvert.api.transport.TunnelListener;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The broker as the rest of the gateway sees it: takes connections from the transport, gives two of them back to be
 * joined, and answers operators. Tunnels outlive it; a new broker adopts those that stand.
 */
@Component(
        service = {Broker.class, ConnectionAcceptor.class, TunnelListener.class, AuthenticationService.class},
        configurationPid = "io.culvert.broker",
        immediate = true)
@Designate(ocd = SessionBroker.Config.class)
public final class SessionBroker implements Broker, ConnectionAcceptor, TunnelListener, AuthenticationService {

    private static final Logger LOG = LoggerFactory.getLogger(SessionBroker.class);

    private final Codec codec;
    private final Transport transport;
    private final Timers timers;
    private final Workers workers;
    private final Events events = new Events();
    private final AuthenticationHost authenticators;
    private final Admission admission;
    private final CertificateRequests certificates;
    private final HeldKeys keys;
    private final Lobby lobby;
    private final Adoption adoption;
    private final Drain drain;
    private volatile Settings settings;
    private volatile boolean stopped;

    /** Begins to work, with the tunnels that stand already. */
    @Activate
    public SessionBroker(
            @Reference Codec codec,
            @Reference Transport transport,
            // A better one, such as a cluster's, is taken as soon as it comes.
            @Reference(policyOption = ReferencePolicyOption.GREEDY) Rendezvous rendezvous,
            Config config,
            Map<String, Object> properties) {
        this(codec, transport, rendezvous, Settings.read(config, properties, Settings.DEFAULTS));
    }

    private SessionBroker(Codec codec, Transport transport, Rendezvous rendezvous, Settings settings) {
        this(
                codec,
                transport,
                rendezvous,
                settings,
                new ScheduledTimers(),
                new WorkerPool(settings.threads(), settings.queue()));
    }

    SessionBroker(
            Codec codec,
            Transport transport,
            Rendezvous rendezvous,
            Settings settings,
            Timers timers,
            Workers workers) {
        this.codec = codec;
        this.transport = transport;
        this.settings = settings;
        this.timers = timers;
        this.workers = workers;
        authenticators = new AuthenticationHost(timers, workers, settings.authenticatorDeadline());
        admission = new Admission(authenticators, rendezvous, timers, events, settings.authentication());
        certificates = new CertificateRequests(workers);
        keys = new HeldKeys(rendezvous);
        lobby = new Lobby(transport, rendezvous, keys);
        adoption = new Adoption(transport, keys, lobby, timers);
        drain = new Drain(transport, timers);
        adoption.begin();
    }

    /** Takes changed settings for the peers that come from now on. */
    @Modified
    void modified(Config config, Map<String, Object> properties) {
        settings = Settings.read(config, properties, settings);
        authenticators.deadline(settings.authenticatorDeadline());
        admission.timeout(settings.authentication());
        workers.resize(settings.threads(), settings.queue());
    }

    /** Closes everybody who is not in a tunnel. */
    @Deactivate
    void deactivate() {
        stopped = true;
        keys.stop();
        admission.stop();
        lobby.sessions().forEach(session -> session.close(CloseReason.STOPPING));
        workers.close();
        timers.close();
    }

    @Reference(
            name = "authenticators",
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            updated = "updatedAuthenticator")
    void addAuthenticator(Authenticator authenticator, ServiceReference<Authenticator> reference) {
        Bundle bundle = reference.getBundle();
        authenticators.put(
                authenticator,
                properties(reference),
                bundle == null ? "" : Objects.requireNonNullElse(bundle.getSymbolicName(), ""));
    }

    void updatedAuthenticator(Authenticator authenticator, ServiceReference<Authenticator> reference) {
        addAuthenticator(authenticator, reference);
    }

    void removeAuthenticator(Authenticator authenticator, ServiceReference<Authenticator> reference) {
        authenticators.remove(properties(reference));
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindCertificateAuthority(CertificateAuthority authority) {
        certificates.come(authority);
    }

    void unbindCertificateAuthority(CertificateAuthority authority) {
        certificates.go(authority);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addEventListener(EventListener listener) {
        events.add(listener);
    }

    void removeEventListener(EventListener listener) {
        events.remove(listener);
    }

    private static Map<String, Object> properties(ServiceReference<?> reference) {
        return Arrays.stream(reference.getPropertyKeys())
                .collect(Collectors.toUnmodifiableMap(key -> key, reference::getProperty));
    }

    // ConnectionAcceptor

    @Override
    public ConnectionHandler accept(Connection connection) {
        LOG.debug(
                "Connection {} comes from {}",
                connection.info().id(),
                connection.info().remote());
        Session session =
                new Session(connection, codec.open(), settings, timers, admission, certificates, lobby, events);
        lobby.enter(session);
        if (stopped) { // and whoever stopped us may have missed it
            session.close(CloseReason.STOPPING);
        } else if (drain.until() != null) {
            session.close(Drain.REASON);
        }
        session.watchActivity();
        return session;
    }

    // TunnelListener

    @Override
    public void opened(TunnelInfo tunnel) {
        adoption.opened();
    }

    @Override
    public void closing(TunnelInfo tunnel) {
        adoption.closing(tunnel);
    }

    // AuthenticationService

    @Override
    public CompletionStage<Outcome> authenticate(Credentials credentials) {
        return admission.authenticate(credentials);
    }

    @Override
    public CompletionStage<Boolean> use(Credentials credentials, AuthResult.Accepted as) {
        return admission.use(credentials, as);
    }

    // Broker

    @Override
    public List<SessionInfo> sessions() {
        return lobby.sessions().stream()
                .map(Session::info)
                .filter(Objects::nonNull)
                .sorted(Comparator.comparing(session -> session.connection().since()))
                .toList();
    }

    @Override
    public List<TunnelInfo> tunnels() {
        return transport.tunnels().stream()
                .sorted(Comparator.comparing(TunnelInfo::since))
                .toList();
    }

    @Override
    public List<AuthenticatorInfo> authenticators() {
        return authenticators.authenticators();
    }

    @Override
    public void drain(Duration patience) {
        drain.begin(patience);
        lobby.sessions().forEach(session -> session.close(Drain.REASON));
    }

    @Override
    public void resume() {
        drain.stop();
    }

    @Override
    public @Nullable Instant drainsUntil() {
        return drain.until();
    }

    @Override
    public boolean close(String id, CloseReason reason) {
        Session session = lobby.session(id);
        if ((session != null && session.close(reason)) || transport.closeTunnel(id, reason)) {
            return true;
        }
        return transport.tunnels().stream()
                .filter(tunnel -> tunnel.first().connection().id().equals(id)
                        || tunnel.second().connection().id().equals(id))
                .anyMatch(tunnel -> transport.closeTunnel(tunnel.id(), reason));
    }

    /** The keys of {@code etc/io.culvert.broker.cfg}. */
    @ObjectClassDefinition(name = "Culvert broker", description = "How long peers may take until they are in a tunnel")
    @interface Config {

        @AttributeDefinition(
                name = "Inactive timeout (s)",
                description = "A peer that has not asked to be let in is closed after this time without a message")
        int inactive_timeout() default 8;

        @AttributeDefinition(
                name = "Inactive limit (s)",
                description = "A peer that has not asked to be let in this long after it connected is closed anyway")
        int inactive_limit() default 32;

        @AttributeDefinition(
                name = "Authentication timeout (s)",
                description = "How long the authenticators together may take for one peer")
        int authentication_timeout() default 8;

        @AttributeDefinition(
                name = "JSON-RPC timeout (s)",
                description = "How long any answer may take, that of the certificate authority above all; matters for"
                        + " authentication if it is less than the authentication timeout")
        int jsonrpc_timeout() default 10;

        @AttributeDefinition(name = "Alone timeout (s)", description = "How long a peer may wait for its partner")
        int alone_timeout() default 8;

        @AttributeDefinition(
                name = "Authenticator deadline (s)",
                description = "How long one authenticator may take for one peer; then the peer is refused")
        int authenticator_deadline() default 5;

        @AttributeDefinition(
                name = "Authenticator threads",
                description = "On how many threads authenticators are called")
        int authenticator_threads() default 8;

        @AttributeDefinition(
                name = "Authenticator queue",
                description = "How many peers may wait for such a thread; further ones are refused")
        int authenticator_queue() default 1024;
    }
}
