package io.culvert.client.cli;

import io.culvert.client.CulvertClient;
import io.culvert.client.CulvertException;
import io.culvert.client.Enrollment;
import io.culvert.client.Identity;
import io.culvert.client.KeyKind;
import io.culvert.client.Trust;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Iterator;
import java.util.UUID;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code culvert enroll}. */
@Command(
        name = "enroll",
        description = {
            "Makes a key on this machine, and gets a certificate for it from the gateway's authority, by a token.",
            ""
        },
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:something else went wrong; the message says what",
            "2:wrong usage",
            "3:the gateway does not accept the token, or it is used up",
            "5:the gateway's certificate is not trusted, or TLS failed",
            "6:the gateway is away",
            "11:the gateway gives no certificate; the message says why",
            "12:there is an identity already, or the folder cannot be written"
        },
        footerHeading = "%nExample:%n",
        footer = "  culvert enroll wss://gw.example:8443 --token-file token --ca gateway.pem")
final class EnrollCommand implements Callable<Integer> {

    @Mixin
    private GatewayOptions gateway = new GatewayOptions();

    @Mixin
    private TokenOption token = new TokenOption();

    @Option(
            names = "--uuid",
            paramLabel = "UUID",
            description = "Which device this is. Default: the one it was before, else a random one")
    private @Nullable UUID uuid;

    @Option(names = "--name", paramLabel = "TEXT", description = "A name for people. Default: the host's name")
    private @Nullable String name;

    @Option(
            names = "--key",
            paramLabel = "KIND",
            defaultValue = "ec-p256",
            converter = Kind.class,
            completionCandidates = Kind.class,
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private KeyKind key = KeyKind.EC_P256;

    @Option(names = "--force", description = "Replace the identity that is in the folder already")
    private boolean force;

    /** Kinds of key by the names that the command line has for them. */
    static final class Kind implements ITypeConverter<KeyKind>, Iterable<String> {

        @Override
        public KeyKind convert(String text) {
            return Arrays.stream(KeyKind.values())
                    .filter(kind -> kind.text().equals(text))
                    .findFirst()
                    .orElseThrow(() ->
                            new TypeConversionException("'" + text + "' is not one of " + String.join(", ", this)));
        }

        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(KeyKind.values()).map(KeyKind::text).iterator();
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        return Ending.of(this::enroll).code();
    }

    private void enroll() throws CulvertException {
        Settings settings = gateway.settings();
        Path folder = gateway.identity().folder(settings);
        SSLContext trust = gateway.tls().context(settings);
        CulvertClient.Builder builder = gateway.client(
                        gateway.url(settings).orElseThrow(GatewayOptions::noGateway), () -> trust)
                .token(token.token(settings));
        if (name != null) {
            builder.name(name);
        }
        Enrollment.Wish wish = new Enrollment.Wish(
                uuid == null ? null : uuid.toString(),
                key,
                force,
                gateway.tls().ca(settings).orElse(null));
        try (CulvertClient client = builder.build()) {
            say(new Enrollment(client, folder).enroll(wish), folder);
        }
    }

    private static void say(Identity identity, Path folder) {
        Console.info("this is device " + identity.device() + " of '" + identity.owner() + "' until "
                + identity.certificate().getNotAfter().toInstant());
        for (X509Certificate root : identity.roots()) {
            Console.info("it believes '" + root.getSubjectX500Principal().getName() + "', SHA-256 fingerprint "
                    + Trust.fingerprint(root) + ": compare it with what the gateway's operator sees");
        }
        Console.info("key, certificate and authorities are in " + folder);
        Console.info("next: 'culvert renew --loop' keeps it valid; 'culvert connect --e2e --peer ...' uses it; others"
                + " name it by --peer " + identity.device());
    }
}
