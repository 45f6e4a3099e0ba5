package io.culvert.client.cli;

import io.culvert.client.CulvertClient;
import io.culvert.client.CulvertException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code culvert connect}. */
@Command(
        name = "connect",
        description = {
            "Authenticates, waits for the partner, and carries bytes between the tunnel and a local end until both"
                    + " sides have finished. The end of one direction is passed on and leaves the other alone.",
            ""
        },
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done: both sides have finished, everything was delivered",
            "1:something else went wrong; the message says what",
            "2:wrong usage",
            "3:the gateway does not accept the token",
            "4:no partner came",
            "5:the gateway's certificate is not trusted, or TLS failed",
            "6:the gateway is away",
            "7:the tunnel was cut: the partner was lost, data may be missing",
            "8:the local end cannot be reached, or broke",
            "9:there is a tunnel with this token and nonce already, or both ends have one uuid",
            "10:with --e2e: the partner is not trusted, is not the expected one, or does not trust this end",
            "11:the gateway has revoked this device",
            "12:this end's identity is missing, has expired, or cannot be used",
            "130, 143:ended by SIGINT, SIGTERM; the partner is told that data may be missing"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  On the device, for ever: culvert connect wss://gw.example:8443 --token-file token --tcp localhost:22 --retry",
            "  A local port for it:     culvert connect wss://gw.example:8443 --token-file token --listen 2222",
            "  Or without a port:       ssh -o ProxyCommand=\"culvert connect --env culvert.env --stdio\" user@device",
            "  Send a file:             culvert connect --env culvert.env --stdio < file",
            "  Receive it:              culvert connect --env culvert.env --stdio > file < /dev/null",
            "  Unreadable on the way:   culvert connect --env culvert.env --e2e --peer alice --listen 2222"
        })
final class ConnectCommand implements Callable<Integer> {

    @Mixin
    private PeerOptions peer = new PeerOptions();

    @ArgGroup(multiplicity = "1")
    private Local local = new Local();

    @Option(
            names = "--retry",
            description = "Try again, with growing pauses, when the gateway or the partner is away; with --tcp also"
                    + " come again after each tunnel, for ever. A refused token or certificate still ends it")
    private boolean retry;

    private static final class Local {

        @Option(names = "--stdio", required = true, description = "Standard input and output")
        private boolean stdio;

        @Option(
                names = "--tcp",
                required = true,
                paramLabel = "HOST:PORT",
                converter = Endpoint.Target.class,
                description = "Connects there, once the tunnel stands")
        private @Nullable Endpoint tcp;

        @Option(
                names = "--listen",
                required = true,
                paramLabel = "[ADDR:]PORT",
                converter = Endpoint.Local.class,
                description = "Accepts local connections, one at a time, and makes a tunnel for each. Default address:"
                        + " 127.0.0.1")
        private @Nullable Endpoint listen;
    }

    @Override
    public Integer call() throws InterruptedException {
        return Ending.of(this::connect).code();
    }

    private void connect() throws CulvertException, LocalEndException, InterruptedException {
        try (CulvertClient client = peer.client()) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(client), "culvert-leave"));
            Connector connector = new Connector(client, retry, peer.verbose());
            if (local.stdio) {
                connector.stdio();
            }
            if (local.tcp != null) {
                connector.tcp(local.tcp);
            }
            if (local.listen != null) {
                connector.listen(local.listen);
            }
        }
    }

    /** SIGINT and SIGTERM; after any other end there is nothing left to close. */
    private static void leave(CulvertClient client) {
        Console.silence();
        client.close();
    }
}
