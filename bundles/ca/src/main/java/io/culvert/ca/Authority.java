package io.culvert.ca;

import io.culvert.api.auth.AuthResult;
import io.culvert.api.auth.AuthenticationService;
import io.culvert.api.auth.AuthenticationService.Outcome;
import io.culvert.api.auth.Credentials;
import io.culvert.api.ca.AuthorityException;
import io.culvert.api.ca.AuthorityOperations.CertificateQuery;
import io.culvert.api.ca.AuthorityOperations.Entry;
import io.culvert.api.ca.AuthorityOperations.Page;
import io.culvert.api.ca.CertificateAuthority;
import io.culvert.api.ca.CertificateInfo;
import io.culvert.api.ca.Issuance;
import io.culvert.api.ca.Refusal;
import io.culvert.api.ca.RenewalProof;
import io.culvert.api.ca.TrustBundle;
import io.culvert.api.codec.AuthFailure;
import io.culvert.api.transport.ConnectionInfo;
import java.io.Closeable;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The authority with its files open: who may have a certificate, and what is said of those that were issued. */
final class Authority implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(Authority.class);

    private final Clock clock;
    private volatile AuthoritySettings settings;
    private final AuditTrail audit;
    final Register register;
    final Generations generations;
    final RevocationLists lists;
    final GatewayIdentities identities;
    final DeviceIssuer issuer;
    final Administration administration;
    private volatile List<X509Certificate> authorities = List.of();

    /**
     * Opens the files, and makes the first generation if there is none and there shall be one.
     *
     * @throws IOException when that is not possible; the message says why, for operators
     */
    Authority(
            AuthoritySettings settings,
            DurableFiles files,
            Generations.KeyStores keys,
            Listeners listeners,
            Clock clock,
            LongSupplier nanoTime)
            throws IOException {
        this.settings = settings;
        this.clock = clock;
        Path folder = settings.folder();
        files.prepare(folder);
        generations = new Generations(folder, files, keys, clock);
        register = register(folder, files);
        try {
            audit = AuditTrail.open(files, folder.resolve("audit.log"), listeners);
        } catch (IOException e) {
            register.close();
            throw e;
        }
        TrustFiles trustFiles = new TrustFiles(files, folder);
        lists = new RevocationLists(folder, generations, register, trustFiles, clock);
        identities = new GatewayIdentities(folder, files, generations, register, clock);
        issuer = new DeviceIssuer(generations, register, audit, clock, nanoTime);
        administration = new Administration(this, audit, trustFiles, clock);
    }

    private Register register(Path folder, DurableFiles files) throws IOException {
        Path file = folder.resolve("register");
        if (!generations.isEmpty() && Files.notExists(file)) {
            throw new IOException(file + " is missing, without which nobody knows who was revoked; restore it from a"
                    + " backup, or make one that has only the line \"" + RegisterLine.HEADER.strip()
                    + "\" to begin anew");
        }
        return Register.open(files, file);
    }

    AuthoritySettings settings() {
        return settings;
    }

    void settings(AuthoritySettings changed) {
        settings = changed;
    }

    @Override
    public void close() throws IOException {
        audit.close();
        register.close();
    }

    // ---- whom to believe

    TrustBundle trust() {
        List<Generation> believed = generations.believed();
        return new TrustBundle(
                believed.stream().map(Generation::root).distinct().toList(),
                believed.stream()
                        .flatMap(generation -> generations.chain(generation).stream())
                        .distinct()
                        .toList(),
                lists.current().stream().map(RevocationLists.Published::list).toList());
    }

    /**
     * Those that certificates of devices come from: not the roots of authorities that were made elsewhere, which may have
     * signed for others.
     */
    List<X509Certificate> authorities() {
        List<X509Certificate> now =
                generations.believed().stream().map(Generation::certificate).toList();
        if (!now.equals(authorities)) {
            authorities = now;
        }
        return authorities;
    }

    boolean revoked(X509Certificate certificate) {
        return registered(certificate).map(info -> info.revocation() != null).orElse(false);
    }

    /** What the register has by the serial number of a certificate. */
    private Optional<CertificateInfo> registered(X509Certificate certificate) {
        return register.find(certificate.getSerialNumber().toString(16));
    }

    byte[] ocsp(byte[] request) {
        return responder().answer(request, clock.instant());
    }

    byte[] ocsp(X509Certificate certificate) {
        return responder().answer(certificate, clock.instant());
    }

    private OcspResponder responder() {
        Map<Integer, OcspSigner> signers = new HashMap<>();
        List<Generation> believed = generations.believed();
        for (Generation generation : believed) {
            try {
                signers.put(generation.number(), identities.ocsp(generation));
            } catch (AuthorityException e) {
                LOG.debug("No OCSP signer for generation {}: {}", generation.number(), e.getMessage());
            }
        }
        return new OcspResponder(believed, signers, this::status);
    }

    private OcspStatus status(int generation, BigInteger serial) {
        CertificateInfo info = register.find(serial.toString(16)).orElse(null);
        if (info == null || info.generation() != generation) {
            return new OcspStatus.Unknown();
        }
        CertificateInfo.Revocation revocation = info.revocation();
        return revocation == null
                ? new OcspStatus.Good()
                : new OcspStatus.Revoked(revocation.at(), revocation.reason());
    }

    // ---- issuing

    /**
     * By token.
     *
     * @param service {@code null} when nobody can say who a peer is
     * @param executor for what takes a while
     */
    CompletionStage<Issuance> enroll(
            Credentials credentials, byte[] request, @Nullable AuthenticationService service, Executor executor) {
        if (service == null) {
            return CompletableFuture.completedStage(issuer.refuseStranger(
                    Refusal.UNAVAILABLE,
                    DeviceIssuer.refusal(Refusal.UNAVAILABLE).explanation()));
        }
        return service.authenticate(credentials)
                .thenComposeAsync(
                        outcome -> {
                            if (outcome instanceof Outcome.Admitted admitted) {
                                return enroll(credentials, admitted.as(), request, service, executor);
                            }
                            AuthFailure failure = ((Outcome.Refused) outcome).failure();
                            return CompletableFuture.completedStage(
                                    issuer.refuseStranger(Refusal.NOT_AUTHENTICATED, explanation(failure)));
                        },
                        executor);
    }

    private CompletionStage<Issuance> enroll(
            Credentials credentials,
            AuthResult.Accepted as,
            byte[] request,
            AuthenticationService service,
            Executor executor) {
        String remote = remote(credentials.connection());
        DeviceIssuer.Approved approved;
        try {
            Applicant applicant =
                    Applicant.authenticated(as.identity(), credentials.uuid(), credentials.name(), remote);
            try {
                approved = issuer.approve(applicant, request, settings);
            } catch (RefusedRequestException e) {
                return CompletableFuture.completedStage(issuer.refuse(applicant, e));
            }
        } catch (RefusedRequestException e) {
            return CompletableFuture.completedStage(issuer.refuse(as.identity(), null, remote, e));
        }
        // Only a request that would be fulfilled uses the token.
        return service.use(credentials, as)
                .thenApplyAsync(
                        used -> used
                                ? issuer.issue(approved, settings, null)
                                : issuer.refuse(approved.applicant(), DeviceIssuer.refusal(Refusal.TOKEN_USED_UP)),
                        executor);
    }

    private static String explanation(AuthFailure failure) {
        return switch (failure) {
            case AUTHENTICATION_FAILED -> "the token is not good; get another one";
            case TIMEOUT, PROXY_ERROR, ABORTED -> "the token could not be checked; try again later";
        };
    }

    /** By the certificate that a connection has shown. */
    Issuance renew(ConnectionInfo connection, byte[] request) {
        return connection.certificates().isEmpty()
                ? issuer.refuseStranger(
                        Refusal.NOT_OURS, "no certificate was shown; show the one that is to be succeeded")
                : renew(connection.certificates().get(0), request, remote(connection));
    }

    /** By a proof that a certificate's key is at hand. */
    Issuance renew(RenewalProof proof, byte[] request, ConnectionInfo connection) {
        try {
            return RenewalProofs.isGood(proof, RequestEncoding.fromPemOrDer(request))
                    ? renew(proof.certificate(), request, remote(connection))
                    : refuseStranger(DeviceIssuer.refusal(Refusal.NOT_OURS));
        } catch (RefusedRequestException e) {
            return refuseStranger(e);
        }
    }

    private Issuance refuseStranger(RefusedRequestException why) {
        return issuer.refuseStranger(why.refusal(), why.explanation());
    }

    private Issuance renew(X509Certificate current, byte[] request, String remote) {
        CertificateInfo info = registered(current)
                .filter(known -> !known.identity().equals(Applicant.GATEWAY))
                .orElse(null);
        try {
            // The register's own copy: a serial number alone proves nothing.
            if (info == null
                    || !current.equals(register.certificate(info.serial()).orElse(null))) {
                return refuseStranger(DeviceIssuer.refusal(Refusal.NOT_OURS));
            }
        } catch (IOException e) {
            LOG.error("A certificate cannot be renewed: {}", e.getMessage());
            return refuseStranger(DeviceIssuer.refusal(Refusal.UNAVAILABLE));
        }
        Applicant applicant = Applicant.owner(info, DeviceNames.commonNameOf(current), remote);
        return issue(applicant, request, null);
    }

    /** On the word of an operator. */
    Issuance issue(@Nullable String device, String identity, byte[] request, @Nullable Duration life, String operator) {
        try {
            return issue(Applicant.vouched(identity, device, operator), request, life);
        } catch (RefusedRequestException e) {
            return issuer.refuse(operator, device, "", e);
        }
    }

    private Issuance issue(Applicant applicant, byte[] request, @Nullable Duration life) {
        try {
            return issuer.issue(issuer.approve(applicant, request, settings), settings, life);
        } catch (RefusedRequestException e) {
            return issuer.refuse(applicant, e);
        }
    }

    private static String remote(ConnectionInfo connection) {
        return connection.remote().getAddress() == null
                ? connection.remote().getHostString()
                : connection.remote().getAddress().getHostAddress();
    }

    Page find(CertificateQuery query) {
        return register.find(query, clock.instant());
    }

    /** The revocation list of a generation, or of the one that signs. */
    Optional<X509CRL> list(int generation) {
        Optional<Integer> number = generation == CertificateAuthority.SIGNING
                ? generations.signing().map(Generation::number)
                : Optional.of(generation);
        return number.flatMap(lists::of).map(RevocationLists.Published::list);
    }

    /** A certificate of the register. */
    Optional<Entry> certificate(String serial) throws AuthorityException {
        try {
            CertificateInfo info = register.find(serial).orElse(null);
            X509Certificate certificate =
                    info == null ? null : register.certificate(serial).orElse(null);
            return info == null || certificate == null ? Optional.empty() : Optional.of(new Entry(info, certificate));
        } catch (IOException e) {
            throw new AuthorityException(String.valueOf(e.getMessage()), e);
        }
    }
}
