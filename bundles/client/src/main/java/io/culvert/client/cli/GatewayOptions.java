package io.culvert.client.cli;

import io.culvert.client.CulvertClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private TlsOptions tls = new TlsOptions();

    @Option(
            names = "--plaintext-ok",
            description = "Let ws:// and tcp:// carry the token and the data unencrypted to other machines")
    private boolean plaintext;

    @Option(
            names = {"-v", "--verbose"},
            description = "Say each step")
    private boolean verbose;

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
                    .trust(tls.context(settings));
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
}
