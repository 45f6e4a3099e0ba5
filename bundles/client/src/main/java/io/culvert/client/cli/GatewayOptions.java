package io.culvert.client.cli;

import io.culvert.client.CulvertClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which gateway, and whether to believe it: for every command that speaks to one. */
final class GatewayOptions {

    @Parameters(
            arity = "0..1",
            paramLabel = "URL",
            description = "wss://HOST[:PORT], tls://HOST:PORT, and without TLS ws:// and tcp://. Default: CULVERT_URL,"
                    + " else that of the identity")
    private @Nullable String url;

    @Option(
            names = "--env",
            paramLabel = "FILE",
            description =
                    "Read CULVERT_URL, CULVERT_TOKEN_FILE, CULVERT_CA and the like from here, such as the gateway's"
                            + " culvert.env, before the environment")
    private @Nullable Path env;

    @Mixin
    private IdentityOption identity = new IdentityOption();

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

    IdentityOption identity() {
        return identity;
    }

    TlsOptions tls() {
        return tls;
    }

    /** The gateway that was named. */
    Optional<String> url(Settings settings) {
        return Optional.ofNullable(url).or(() -> settings.value(Settings.URL));
    }

    /** @throws UsageException when it is no gateway's URL */
    CulvertClient.Builder client(String gateway, Supplier<SSLContext> trust) {
        try {
            CulvertClient.Builder builder =
                    CulvertClient.to(URI.create(gateway)).trust(trust).notices(Console::warn);
            if (plaintext) {
                builder.plaintextAllowed();
            }
            return verbose ? builder.progress(Console::info) : builder;
        } catch (IllegalArgumentException e) {
            throw new UsageException(Reason.of(e));
        }
    }

    static UsageException noGateway() {
        return new UsageException("There is no gateway: pass its URL, or set CULVERT_URL");
    }

    Settings settings() {
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
