package io.culvert.shell;

import io.culvert.api.broker.Broker;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;

/** Empties the gateway, for maintenance. */
@Service
@Command(
        scope = "culvert",
        name = "drain",
        description = "Takes no more peers: those that come, and those that wait, are told to come again later (1012)."
                + " Tunnels may go on until the time is over. Given again it changes the time.")
public final class DrainCommand extends GatewayCommand {

    private static final int MOST = 604_800;

    @Option(name = "--seconds", description = "How long tunnels may go on (s)")
    int seconds = 60;

    @Option(name = "--stop", description = "Take peers again")
    boolean stop;

    /**
     * What {@code --json} prints.
     *
     * @param drainsUntil until when tunnels may go on; {@code null} when peers are taken
     * @param tunnels how many stand
     */
    record Drained(@Nullable Instant drainsUntil, int tunnels) {}

    @Override
    Drained json() throws CommandException {
        if (seconds < 0 || seconds > MOST) {
            throw new CommandException("--seconds must be 0 to " + MOST);
        }
        Broker broker = broker();
        Boolean unused = act(stop ? "drain.stop" : "drain", "", stop ? "" : seconds + " s", () -> {
            if (stop) {
                broker.resume();
            } else {
                broker.drain(Duration.ofSeconds(seconds));
            }
            return true;
        });
        return new Drained(broker.drainsUntil(), broker.tunnels().size());
    }

    @Override
    void text(PrintStream out) throws CommandException {
        Drained drained = json();
        if (drained.drainsUntil() == null) {
            out.println("Takes peers.");
        } else {
            out.println("Takes no peers. Tunnels: " + drained.tunnels() + "; they may go on until "
                    + Human.moment(drained.drainsUntil(), clock.instant()) + ".");
        }
    }
}
