package io.culvert.client;

import io.culvert.client.CertificateCalls.Issued;
import io.culvert.client.CulvertException.Kind;
import io.culvert.client.IdentityFolder.Turn;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Gets an {@link Identity} from a gateway and keeps it in a folder. For any thread; one at a time, of all processes,
 * works on a folder. Whatever happens, the folder has the old identity or the new one, whole. The private key is made
 * here and goes nowhere.
 */
public final class Enrollment {

    private final CulvertClient client;
    private final Path folder;

    /**
     * @param client speaks to the gateway; it needs a token only to {@link #enroll}
     * @param folder made when it is not there
     */
    public Enrollment(CulvertClient client, Path folder) {
        this.client = client;
        this.folder = folder;
    }

    /**
     * How to enrol.
     *
     * @param device as which device: a UUID; {@code null} for the one that this folder had before, else a random one
     * @param key the kind of key
     * @param replace whether the identity that the folder has may be replaced
     * @param gatewayRoots PEM file of whom to believe, later on, to be the gateway; {@code null} for those whom this JVM
     *     believes
     */
    public record Wish(
            @Nullable String device,
            KeyKind key,
            boolean replace,
            @Nullable Path gatewayRoots) {}

    /**
     * Makes a key, and has it certified by the client's token. The authorities of the gateway are believed from now on
     * because the gateway is.
     *
     * @throws CulvertException of kind {@link Kind#REFUSED} for the token, {@link Kind#CERTIFICATE_REFUSED} for what is
     *     asked, {@link Kind#IDENTITY} for the folder; it is as it was then
     */
    public Identity enroll(Wish wish) throws CulvertException {
        return exclusively((files, turn) -> {
            if (files.enrolled() && !wish.replace()) {
                throw new CulvertException(
                        Kind.IDENTITY,
                        "There is an identity in " + folder + " already; culvert enroll --force replaces it");
            }
            String gatewayRoots = wish.gatewayRoots() == null ? "" : Pem.of(Pem.certificates(wish.gatewayRoots()));
            String device = device(files, wish.device());
            KeyPair keys = wish.key().generate();
            Path set = turn.begin(keys.getPrivate());
            byte[] request = SigningRequest.of(keys);
            Answer answer = client.ask(calls ->
                    new Answer(calls.authorities(), calls.sign(client.token(), device, client.name(), request)));
            List<X509Certificate> roots = answer.authorities().valid(Instant.now());
            check(answer, keys, device, roots);
            write(set, answer.issued(), roots, client.uri().toString(), gatewayRoots);
            turn.activate(set);
            files.device(device);
            return Identity.load(folder);
        });
    }

    private static String device(IdentityFolder files, @Nullable String wanted) throws IOException {
        if (wanted != null) {
            return wanted.toLowerCase(Locale.ROOT);
        }
        Optional<String> before = files.device();
        if (before.isPresent()) {
            return before.get();
        }
        String random = UUID.randomUUID().toString();
        files.device(random);
        return random;
    }

    /**
     * Has the certificate succeeded by another one, which needs no token; also for a while after it has expired. The
     * gateway's new authorities are believed if those believed so far vouch for them.
     *
     * @param keepKey whether for the same key; otherwise for a new one of the same kind
     * @throws CulvertException of kind {@link Kind#CERTIFICATE_REFUSED} when there will be none, of another kind when it
     *     is worth trying again; the folder is as it was then
     */
    public Identity renew(boolean keepKey) throws CulvertException {
        return exclusively((files, turn) -> {
            Identity old = Identity.load(folder);
            KeyPair keys = keepKey
                    ? old.keys()
                    : KeyKind.of(old.certificate().getPublicKey()).generate();
            Path set = turn.begin(keys.getPrivate());
            byte[] request = SigningRequest.of(keys);
            Answer answer = client.ask(calls -> new Answer(calls.authorities(), calls.renew(old, request)));
            List<X509Certificate> roots = answer.authorities().follow(old.roots(), Instant.now(), client::notice);
            check(answer, keys, old.device(), roots);
            write(set, answer.issued(), roots, old.gateway().toString(), Pem.of(old.gatewayRoots()));
            turn.activate(set);
            return Identity.load(folder);
        });
    }

    private record Answer(Authorities authorities, Issued issued) {}

    private static void check(Answer answer, KeyPair keys, String device, List<X509Certificate> roots)
            throws CulvertException {
        X509Certificate certificate = answer.issued().certificate();
        try {
            if (!certificate.getPublicKey().equals(keys.getPublic())) {
                throw new CertificateException("it is for another key");
            }
            if (!DeviceName.of(certificate).uuid().equals(device)) {
                throw new CertificateException("it is for another device than " + device);
            }
            List<X509Certificate> between = new ArrayList<>(answer.issued().chain());
            between.addAll(answer.authorities().links());
            CertificatePath.find(certificate, between, roots, CertificatePath.CLIENT);
        } catch (GeneralSecurityException e) {
            throw new CulvertException(
                    Kind.PROTOCOL,
                    "The certificate that the gateway made is of no use: " + e.getMessage()
                            + ". It was not kept; is the clock of this machine right?",
                    e);
        }
    }

    private static void write(Path set, Issued issued, List<X509Certificate> roots, String gateway, String gatewayRoots)
            throws IOException, CertificateException {
        List<X509Certificate> chain = new ArrayList<>(List.of(issued.certificate()));
        chain.addAll(issued.chain());
        DurableFile.write(set.resolve(IdentityFolder.CERTIFICATE), Pem.of(chain));
        DurableFile.write(set.resolve(IdentityFolder.ROOTS), Pem.of(roots));
        DurableFile.write(set.resolve(IdentityFolder.GATEWAY), gateway + "\n");
        if (!gatewayRoots.isEmpty()) {
            DurableFile.write(set.resolve(IdentityFolder.GATEWAY_ROOTS), gatewayRoots);
        }
    }

    private interface Work {
        Identity with(IdentityFolder files, Turn turn) throws IOException, GeneralSecurityException;
    }

    private Identity exclusively(Work work) throws CulvertException {
        IdentityFolder files = new IdentityFolder(folder);
        try (Turn turn = files.turn()
                .orElseThrow(() -> new CulvertException(
                        Kind.IDENTITY, "Another one is working on the identity in " + folder + "; try again"))) {
            return work.with(files, turn);
        } catch (CulvertException e) {
            throw e;
        } catch (IOException | GeneralSecurityException e) {
            throw Identity.unusable(folder, e);
        }
    }
}
