package io.culvert.shell;

import io.culvert.api.broker.Broker;
import io.culvert.api.broker.SessionInfo;
import io.culvert.api.transport.Transport;
import io.culvert.api.transport.TunnelInfo;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.CommandException;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/** Shows tunnels and sessions, again and again. */
@Service
@Command(
        scope = "culvert",
        name = "watch",
        description = "Shows tunnels and sessions, refreshed in place until a key is pressed. With --count, or --json,"
                + " prints one picture after the other instead.")
public final class WatchCommand extends GatewayCommand {

    @Reference
    @Nullable Session session;

    @Option(name = "--interval", description = "Time between two pictures (s)")
    int interval = 1;

    @Option(
            name = "--count",
            description = "End after so many pictures; 0 stands for until a key is pressed, with --json for 1")
    int count;

    /** What {@code --json} prints: {@code null} stands for a part that is not running. */
    record Picture(
            Instant time,
            Status status,
            @Nullable List<TunnelInfo> tunnels,
            @Nullable List<SessionInfo> sessions) {}

    @Override
    void run(PrintStream out) throws CommandException, IOException, InterruptedException {
        if (interval < 1 || count < 0) {
            throw new CommandException("--interval must be 1 or more, and --count 0 or more");
        }
        if (count > 0 || json) {
            printAll(out);
            return;
        }
        Terminal terminal = session == null ? null : Screen.terminalOf(session);
        if (terminal == null) {
            throw new CommandException("This session has no terminal to refresh; use --count");
        }
        try (Screen screen = new Screen(terminal)) {
            do {
                screen.show(this::text);
            } while (!screen.keyWithin(Duration.ofSeconds(interval))
                    && !gateway().left());
        }
        if (gateway().left()) {
            out.println("The commands were stopped or updated; start again to go on.");
        }
    }

    private void printAll(PrintStream out) throws CommandException, IOException, InterruptedException {
        for (int printed = 0; printed < Math.max(1, count); printed++) {
            if (printed > 0) {
                Thread.sleep(Duration.ofSeconds(interval).toMillis());
                if (!json) {
                    out.println();
                }
            }
            super.run(out);
            out.flush();
        }
    }

    @Override
    Picture json() {
        Transport transport = gateway().find(Transport.class);
        Broker broker = gateway().find(Broker.class);
        return new Picture(
                clock.instant(),
                Status.of(gateway()),
                transport == null ? null : TunnelsCommand.oldestFirst(transport),
                broker == null ? null : broker.sessions());
    }

    @Override
    void text(PrintStream out) {
        Picture picture = json();
        Status status = picture.status();
        out.printf(
                "%s  up %s  heap %s  direct %s%n%n",
                picture.time().truncatedTo(ChronoUnit.SECONDS),
                Human.duration(status.uptime()),
                Human.bytes(status.memory().heapUsed()),
                Human.bytes(status.memory().directUsed()));
        if (picture.tunnels() == null || status.transport() == null) {
            out.println("The transport is not running.");
        } else {
            out.println("Tunnels: " + InfoCommand.tunnels(status.transport()));
            TunnelsCommand.table(picture.tunnels(), picture.time()).print(out);
        }
        out.println();
        if (picture.sessions() == null || status.broker() == null) {
            out.println("The broker is not running.");
        } else {
            out.println("Sessions: " + InfoCommand.sessions(status.broker()));
            SessionsCommand.table(picture.sessions(), picture.time()).print(out);
        }
    }
}
