package io.culvert.ca;

import io.culvert.api.auth.AuthenticationService;
import io.culvert.api.auth.Credentials;
import io.culvert.api.broker.Broker;
import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.AuthorityKeys;
import io.culvert.api.ca.AuthorityOperations;
import io.culvert.api.ca.AuthorityStatus;
import io.culvert.api.ca.CertificateAuthority;
import io.culvert.api.ca.Issuance;
import io.culvert.api.ca.Refusal;
import io.culvert.api.ca.RenewalProof;
import io.culvert.api.ca.RevocationReason;
import io.culvert.api.ca.TrustBundle;
import io.culvert.api.event.EventListener;
import io.culvert.api.log.LogContext;
import io.culvert.api.tls.LocalAuthority;
import io.culvert.api.tls.TlsIdentity;
import io.culvert.api.transport.ConnectionInfo;
import io.culvert.api.transport.Transport;
import io.culvert.api.transport.TunnelInfo;
import io.culvert.api.transport.TunnelListener;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The authority as the rest of the gateway sees it. It opens its files at start, and again and again while that fails: a
 * gateway whose authority is in trouble relays all the same, and the status says what the trouble is.
 */
@Component(
        service = {CertificateAuthority.class, AuthorityOperations.class, LocalAuthority.class, TunnelListener.class},
        configurationPid = "io.culvert.ca",
        immediate = true)
@Designate(ocd = AuthorityConfig.class)
public final class DeviceAuthority
        implements CertificateAuthority, AuthorityOperations, LocalAuthority, TunnelListener {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceAuthority.class);

    private static final int THREADS = 2;
    private static final int QUEUE = 1024;

    private final Workshop workshop;
    private final Services services;
    private final LiveSessions sessions;
    private final ThreadPoolExecutor workers = new ThreadPoolExecutor(
            THREADS, THREADS, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), thread("worker"));
    /** The authority since which sessions were looked through. For the clock only. */
    private @Nullable Authority looked;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(thread("clock"));

    /** Opens nothing yet: what keeps the keys is not known before {@link #activate}. */
    @Activate
    public DeviceAuthority(BundleContext context) {
        services = new Services(context);
        workshop = new Workshop(Clock.systemUTC(), System::nanoTime);
        sessions = new LiveSessions(workshop, () -> services.find(Broker.class), () -> services.find(Transport.class));
    }

    /** Opens the authority, or notes why that is not possible. */
    @Activate
    void activate(AuthorityConfig config, Map<String, Object> properties) {
        modified(config, properties);
        Future<?> unused = clock.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
    }

    private void look() {
        workshop.look();
        Authority now = workshop.authority();
        if (now != null && now != looked) {
            looked = now;
            sessions.close(); // whoever was revoked, and came while nobody could tell
        }
    }

    @Modified
    void modified(AuthorityConfig config, Map<String, Object> properties) {
        workshop.configure(config, properties);
    }

    @Deactivate
    void deactivate() {
        clock.shutdown();
        workers.shutdown();
        try {
            if (!workers.awaitTermination(5, TimeUnit.SECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        workshop.close();
    }

    /** What keeps keys besides the file. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindKeys(AuthorityKeys keys, Map<String, Object> properties) {
        workshop.keys().put(String.valueOf(properties.get(AuthorityKeys.NAME)), keys);
    }

    void unbindKeys(AuthorityKeys keys) {
        workshop.keys().values().remove(keys);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addEventListener(EventListener listener) {
        workshop.listeners().add(listener);
    }

    void removeEventListener(EventListener listener) {
        workshop.listeners().remove(listener);
    }

    private static ThreadFactory thread(String name) {
        return task -> {
            Thread thread = new Thread(task, "culvert-ca-" + name);
            thread.setDaemon(true);
            return thread;
        };
    }

    // ---- CertificateAuthority

    @Override
    public CompletionStage<Issuance> enroll(Credentials credentials, byte[] request) {
        return with(authority -> authority.enroll(
                credentials, request, services.find(AuthenticationService.class), workers(credentials.connection())));
    }

    @Override
    public CompletionStage<Issuance> renew(ConnectionInfo connection, byte[] request) {
        return with(authority ->
                CompletableFuture.supplyAsync(() -> authority.renew(connection, request), workers(connection)));
    }

    @Override
    public CompletionStage<Issuance> renew(RenewalProof proof, byte[] request, ConnectionInfo connection) {
        return with(authority ->
                CompletableFuture.supplyAsync(() -> authority.renew(proof, request, connection), workers(connection)));
    }

    private Executor workers(ConnectionInfo about) {
        return task -> workers.execute(() -> LogContext.within(about.id(), task));
    }

    private CompletionStage<Issuance> with(Function<Authority, CompletionStage<Issuance>> work) {
        Issuance.Refused unavailable = new Issuance.Refused(
                Refusal.UNAVAILABLE, DeviceIssuer.refusal(Refusal.UNAVAILABLE).explanation());
        Authority authority = workshop.authority();
        if (authority == null) {
            return CompletableFuture.completedStage(unavailable);
        }
        try {
            return work.apply(authority).exceptionally(failure -> {
                if (!(failure instanceof CompletionException
                        && failure.getCause() instanceof RejectedExecutionException)) {
                    LOG.error("A request for a certificate failed", failure);
                }
                return unavailable;
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("Too many requests for certificates at once");
            return CompletableFuture.completedStage(unavailable);
        }
    }

    @Override
    public TrustBundle trust() {
        Authority authority = workshop.authority();
        return authority == null ? new TrustBundle(List.of(), List.of(), List.of()) : authority.trust();
    }

    @Override
    public Optional<X509CRL> revoked(int generation) {
        Authority authority = workshop.authority();
        return authority == null ? Optional.empty() : authority.list(generation);
    }

    @Override
    public byte[] ocsp(byte[] request) {
        Authority authority = workshop.authority();
        return authority == null ? OcspResponder.tryLater() : authority.ocsp(request);
    }

    @Override
    public byte[] ocsp(X509Certificate certificate) {
        Authority authority = workshop.authority();
        return authority == null ? OcspResponder.tryLater() : authority.ocsp(certificate);
    }

    // ---- LocalAuthority

    @Override
    public TlsIdentity serverIdentity(List<String> names) throws GeneralSecurityException {
        try {
            Authority authority = workshop.opened();
            return authority.identities.server(names, authority.settings());
        } catch (AuthorityException e) {
            throw new GeneralSecurityException(e.getMessage(), e);
        }
    }

    @Override
    public List<X509Certificate> authorities() {
        Authority authority = workshop.authority();
        return authority == null ? List.of() : authority.authorities();
    }

    @Override
    public boolean revoked(X509Certificate certificate) {
        return workshop.certificate(certificate);
    }

    // ---- TunnelListener

    /** Whoever was revoked while it was on its way into a tunnel is thrown out of it. */
    @Override
    public void opened(TunnelInfo tunnel) {
        if (sessions.concerns(tunnel)) {
            try {
                workers.execute(() -> sessions.closeIfConcerned(tunnel));
            } catch (RejectedExecutionException e) {
                LOG.error("Tunnel {} of a revoked device stays, because there is too much to do", tunnel.id());
            }
        }
    }

    // ---- AuthorityOperations

    @Override
    public AuthorityStatus status() {
        return workshop.status();
    }

    @Override
    public int renewAuthority(boolean activate, String operator) throws AuthorityException {
        return workshop.opened().administration.renew(activate, operator);
    }

    @Override
    public int importAuthority(PrivateKey key, List<X509Certificate> chain, String operator) throws AuthorityException {
        return workshop.opened().administration.adopt(key, chain, operator);
    }

    @Override
    public void crossCertify(List<X509Certificate> chain, String operator) throws AuthorityException {
        workshop.opened().administration.crossCertify(chain, operator);
    }

    @Override
    public byte[] signingRequest() throws AuthorityException {
        return workshop.opened().administration.signingRequest();
    }

    @Override
    public Issuance issue(
            @Nullable String device, String identity, byte[] request, @Nullable Duration life, String operator) {
        Authority authority = workshop.authority();
        return authority == null
                ? new Issuance.Refused(Refusal.UNAVAILABLE, workshop.status().problem())
                : authority.issue(device, identity, request, life, operator);
    }

    @Override
    public Page find(CertificateQuery query) {
        Authority authority = workshop.authority();
        return authority == null ? new Page(0, List.of()) : authority.find(query);
    }

    @Override
    public Optional<Entry> certificate(String serial) throws AuthorityException {
        return workshop.opened().certificate(serial);
    }

    @Override
    public int revoke(RevocationTarget target, RevocationReason reason, String operator) throws AuthorityException {
        try {
            return workshop.opened().administration.revoke(target, reason, operator);
        } finally {
            sessions.close();
        }
    }

    @Override
    public boolean readmit(RevocationTarget target, String operator) throws AuthorityException {
        return workshop.opened().administration.readmit(target, operator);
    }
}
