package io.culvert.client.cli;

import io.culvert.client.CulvertClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code culvert device}. */
@Command(
        name = "device",
        description = {
            "Waits at an MQTT broker for invitations, and for each makes a tunnel to a local end. Several at the same"
                    + " time; for ever.",
            ""
        },
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExample:%n",
        footer = "  culvert device --mqtt ssl://broker.example --device camera-1 --mqtt-user camera-1"
                + " --mqtt-password-file password --gateway wss://gw.example:8443 --tcp localhost:22")
final class DeviceCommand implements Callable<Integer> {

    private static final int TLS_PORT = 8883;
    private static final int PLAIN_PORT = 1883;

    @Option(
            names = "--mqtt",
            required = true,
            paramLabel = "URL",
            description = "The broker: ssl://HOST[:8883], or tcp://HOST[:1883] on this machine")
    private String mqtt = "";

    @Option(names = "--device", required = true, paramLabel = "ID", description = "Who this device is")
    private String device = "";

    @Option(names = "--topic", paramLabel = "TOPIC", description = "Where invitations come. Default: ID/proxy")
    private @Nullable String topic;

    @Option(names = "--mqtt-user", paramLabel = "NAME", description = "Default: none")
    private String user = "";

    @Option(names = "--mqtt-password-file", paramLabel = "FILE", description = "The password, on one line")
    private @Nullable Path passwordFile;

    @Option(
            names = "--gateway",
            required = true,
            paramLabel = "URL",
            description = "The only gateway to go to, like wss://HOST[:PORT]; a message can choose the path alone")
    private String gateway = "";

    @Option(
            names = "--tcp",
            required = true,
            paramLabel = "HOST:PORT",
            converter = Endpoint.Target.class,
            description = "Connects there, once a tunnel stands")
    private Endpoint target = new Endpoint("", 0);

    @Option(
            names = "--tunnels",
            paramLabel = "N",
            defaultValue = "8",
            description = "How many at the same time. Default: ${DEFAULT-VALUE}")
    private int tunnels;

    @Mixin
    private TlsOptions tls = new TlsOptions();

    @Option(
            names = "--plaintext-ok",
            description = "Let ws:// and tcp:// gateways get the token and the data unencrypted on other machines")
    private boolean plaintext;

    @Option(
            names = {"-v", "--verbose"},
            description = "Say each step")
    private boolean verbose;

    @Override
    public Integer call() throws InterruptedException {
        try {
            var context = tls.context(Settings.of(System.getenv()));
            if (tunnels < 1) {
                throw new UsageException("--tunnels must be 1 or more");
            }
            Device here = new Device(gateway(), context, target, tunnels, plaintext, verbose);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(here), "culvert-leave"));
            here.run(new Inbox(
                    broker(),
                    context,
                    "culvert-device-" + device,
                    topic == null ? device + "/proxy" : topic,
                    user,
                    password()));
            return ExitCode.OK.code();
        } catch (UsageException e) {
            Console.error(e.getMessage());
            return ExitCode.USAGE.code();
        }
    }

    private URI gateway() {
        try {
            URI uri = URI.create(gateway);
            CulvertClient.to(uri);
            return uri;
        } catch (IllegalArgumentException e) {
            throw new UsageException("--gateway: " + Reason.of(e));
        }
    }

    private String broker() {
        URI uri;
        try {
            uri = URI.create(mqtt);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--mqtt: " + Reason.of(e));
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        String host = uri.getHost();
        boolean tls = scheme.equals("ssl") || scheme.equals("mqtts");
        if (host == null || (!tls && !scheme.equals("tcp"))) {
            throw new UsageException("--mqtt must be ssl://HOST[:8883] or tcp://HOST[:1883]");
        }
        if (!tls && !host.startsWith("127.") && !Set.of("localhost", "[::1]").contains(host)) {
            throw new UsageException("--mqtt tcp:// would send password and tokens unencrypted; use ssl://");
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? TLS_PORT : PLAIN_PORT;
        return (tls ? "ssl://" : "tcp://") + host + ":" + port;
    }

    private String password() {
        if (passwordFile == null) {
            return "";
        }
        try {
            return Files.readString(passwordFile).strip();
        } catch (IOException e) {
            throw new UsageException("The password file " + passwordFile + " cannot be read (" + Reason.of(e) + ")");
        }
    }

    private static void leave(Device here) {
        Console.silence();
        here.close();
    }
}
