package io.culvert.client.cli;

import io.culvert.client.CulvertClient;
import io.culvert.client.OwnCertificate;
import io.culvert.client.Trust;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which gateway, as whom, and whether to believe it: for every command that speaks to one. */
final class GatewayOptions {

    @Parameters(
            arity = "0..1",
            paramLabel = "URL",
            description = "wss://HOST[:PORT], tls://HOST:PORT, and without TLS ws:// and tcp://. Default: CULVERT_URL")
    private @Nullable String url;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "The token, on one line. Default: CULVERT_TOKEN, else the file CULVERT_TOKEN_FILE")
    private @Nullable Path tokenFile;

    @Option(
            names = "--env",
            paramLabel = "FILE",
            description =
                    "Read CULVERT_URL, CULVERT_TOKEN_FILE, CULVERT_CA and the like from here, such as the gateway's"
                            + " culvert.env, before the environment")
    private @Nullable Path env;

    @Option(names = "--nonce", paramLabel = "TEXT", description = "Only ends with the same token and nonce meet")
    private @Nullable String nonce;

    @Option(names = "--uuid", paramLabel = "UUID", description = "Identifies this end. Default: random")
    private @Nullable String uuid;

    @Option(names = "--name", paramLabel = "TEXT", description = "What the partner sees. Default: the host's name")
    private @Nullable String name;

    @ArgGroup
    private @Nullable Belief belief;

    @Option(
            names = "--certificate",
            paramLabel = "FILE",
            description = "Show the gateway the certificate in this PEM file, with its chain. Default:"
                    + " CULVERT_CERTIFICATE, else none")
    private @Nullable Path certificate;

    @Option(
            names = "--certificate-key",
            paramLabel = "FILE",
            description = "Its private key, PEM (PKCS#8), not encrypted. Default: CULVERT_CERTIFICATE_KEY")
    private @Nullable Path certificateKey;

    @Option(
            names = "--plaintext-ok",
            description = "Let ws:// and tcp:// carry the token and the data unencrypted to other machines")
    private boolean plaintext;

    @Option(
            names = {"-v", "--verbose"},
            description = "Say each step")
    private boolean verbose;

    private static final class Belief {

        @Option(
                names = "--ca",
                paramLabel = "FILE",
                description = "Believe the certificates in this PEM file, and no others. Default: CULVERT_CA, else the"
                        + " authorities known to Java")
        private @Nullable Path ca;

        @Option(names = "--insecure", description = "Believe everyone. Anyone on the way can read and change all")
        private boolean insecure;
    }

    boolean verbose() {
        return verbose;
    }

    /** @throws UsageException when something is missing or wrong */
    CulvertClient client() {
        Settings settings = settings();
        String gateway = Optional.ofNullable(url)
                .or(() -> settings.value(Settings.URL))
                .orElseThrow(() -> new UsageException("There is no gateway: pass its URL, or set CULVERT_URL"));
        try {
            CulvertClient.Builder builder = CulvertClient.to(URI.create(gateway))
                    .token(Token.find(tokenFile, settings))
                    .trust(trust(settings));
            if (nonce != null) {
                builder.nonce(nonce);
            }
            if (uuid != null) {
                builder.uuid(uuid);
            }
            if (name != null) {
                builder.name(name);
            }
            if (plaintext) {
                builder.plaintextAllowed();
            }
            if (verbose) {
                builder.progress(Console::info);
            }
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new UsageException(Reason.of(e));
        }
    }

    private Settings settings() {
        Map<String, String> environment = System.getenv();
        if (env == null) {
            return Settings.of(environment);
        }
        try {
            return Settings.of(env, environment);
        } catch (IOException e) {
            throw new UsageException("The file " + env + " cannot be read (" + Reason.of(e) + ")");
        }
    }

    private SSLContext trust(Settings settings) {
        KeyManager[] own = own(settings);
        @Nullable Belief given = belief;
        Optional<Path> ca = given == null ? settings.path(Settings.CA) : Optional.ofNullable(given.ca);
        try {
            if (given != null && given.insecure) {
                Console.warn("--insecure: anyone on the way to the gateway can read the token and all data");
                return Trust.everyone(own);
            }
            return ca.isPresent() ? Trust.pem(ca.get(), own) : Trust.system(own);
        } catch (IOException | GeneralSecurityException e) {
            throw new UsageException("The certificates in "
                    + ca.map(Path::toString).orElse("this Java") + " cannot be used (" + Reason.of(e) + ")");
        }
    }

    private KeyManager[] own(Settings settings) {
        Optional<Path> chain = Optional.ofNullable(certificate).or(() -> settings.path(Settings.CERTIFICATE));
        Optional<Path> key = Optional.ofNullable(certificateKey).or(() -> settings.path(Settings.CERTIFICATE_KEY));
        if (chain.isPresent() != key.isPresent()) {
            throw new UsageException("A certificate and its key belong together: pass --certificate and"
                    + " --certificate-key, or neither");
        }
        try {
            return chain.isPresent() && key.isPresent()
                    ? OwnCertificate.pem(chain.get(), key.get())
                    : new KeyManager[0];
        } catch (IOException | GeneralSecurityException e) {
            throw new UsageException("The certificate " + chain.get() + " cannot be used (" + Reason.of(e) + ")");
        }
    }
}
