package io.culvert.client.cli;

import io.culvert.client.CulvertClient;
import io.culvert.client.CulvertException;
import io.culvert.client.Identity;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which gateway, as whom, and to whom. */
final class PeerOptions {

    @Mixin
    private GatewayOptions gateway = new GatewayOptions();

    @Mixin
    private TokenOption token = new TokenOption();

    @Option(names = "--nonce", paramLabel = "TEXT", description = "Only ends with the same token and nonce meet")
    private @Nullable String nonce;

    @Option(
            names = "--uuid",
            paramLabel = "UUID",
            description = "Identifies this end. Default: random, or with --e2e that of the identity")
    private @Nullable String uuid;

    @Option(names = "--name", paramLabel = "TEXT", description = "What the partner sees. Default: the host's name")
    private @Nullable String name;

    @Option(
            names = "--e2e",
            description = "Encrypt from end to end, so that the gateway cannot read it; both ends must. Needs an"
                    + " identity (culvert enroll) and --peer")
    private boolean endToEnd;

    @Option(
            names = "--peer",
            paramLabel = "WHO",
            description = "With --e2e: who the partner must be, by its certificate: the UUID of a device, an identity,"
                    + " or 'any' for every device of the same authority")
    private @Nullable String partner;

    boolean verbose() {
        return gateway.verbose();
    }

    /** @throws UsageException when something is missing or wrong */
    CulvertClient client() throws CulvertException {
        Settings settings = gateway.settings();
        Optional<Path> identity = endToEnd
                ? Optional.of(gateway.identity().folder(settings))
                : gateway.identity().named(settings);
        CulvertClient.Builder builder = gateway.client(url(settings, identity), trust(settings, identity))
                .token(token.token(settings));
        if (endToEnd || partner != null) {
            secure(builder, gateway.identity().folder(settings));
        }
        if (nonce != null) {
            builder.nonce(nonce);
        }
        if (uuid != null) {
            builder.uuid(uuid);
        }
        if (name != null) {
            builder.name(name);
        }
        return builder.build();
    }

    private String url(Settings settings, Optional<Path> identity) throws CulvertException {
        Optional<String> named = gateway.url(settings);
        if (named.isEmpty() && identity.isPresent()) {
            return Identity.load(identity.get()).gateway().toString();
        }
        return named.orElseThrow(GatewayOptions::noGateway);
    }

    private Supplier<SSLContext> trust(Settings settings, Optional<Path> identity) throws CulvertException {
        if (identity.isPresent()) {
            return gateway.tls().context(settings, identity.get(), true);
        }
        SSLContext context = gateway.tls().context(settings);
        return () -> context;
    }

    private void secure(CulvertClient.Builder builder, Path identity) {
        String expected = partner;
        if (!endToEnd || expected == null) {
            throw new UsageException("--e2e and --peer belong together: say who the partner must be, or 'any'");
        }
        if (uuid != null) {
            throw new UsageException("With --e2e the uuid is that of the identity: leave --uuid out");
        }
        try {
            builder.endToEnd(identity, expected);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--peer: " + Reason.of(e));
        }
    }
}
