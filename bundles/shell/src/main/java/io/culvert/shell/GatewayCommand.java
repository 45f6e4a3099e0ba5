package io.culvert.shell;

import io.culvert.api.broker.Broker;
import io.culvert.api.event.Event;
import io.culvert.api.transport.Transport;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;

/**
 * A command that shows something, as text for people or as one JSON document for scripts.
 *
 * <p>Finds the broker and the transport when it needs them. If Karaf injected them, the commands would vanish from the
 * shell whenever one of the two is replaced, and a running {@code culvert:watch} would go on asking the old one.
 */
abstract class GatewayCommand implements Action {

    @Reference
    @Nullable BundleContext context;

    @Option(name = "--json", description = "Print one JSON document, for scripts")
    boolean json;

    Clock clock = Clock.systemUTC();

    @Override
    public @Nullable Object execute() throws Exception {
        run(System.out);
        return null;
    }

    /** Prints to the given stream; System.out is the one that Karaf redirects into pipes and files. */
    void run(PrintStream out) throws CommandException, IOException, InterruptedException {
        if (json) {
            Json.print(out, json());
        } else {
            text(out);
        }
    }

    /** What {@code --json} prints; see {@link Json} for what it may consist of. */
    abstract Object json() throws CommandException;

    abstract void text(PrintStream out) throws CommandException, IOException, InterruptedException;

    /** The services as they are now. */
    final Gateway gateway() {
        if (context == null) {
            throw new IllegalStateException("Karaf injects the bundle context");
        }
        return new Gateway(context);
    }

    final Broker broker() throws CommandException {
        return present(gateway().find(Broker.class), "broker");
    }

    final Transport transport() throws CommandException {
        return present(gateway().find(Transport.class), "transport");
    }

    /**
     * Does what changes something, and tells those who keep a record of it: the one place through which every such command
     * goes.
     *
     * @param action what is done, such as {@code tunnel.close}
     * @param target to what
     * @param detail what else there is to say; when it fails, that is said instead
     */
    final <T> T act(String action, String target, String detail, Deed<T> deed) throws CommandException {
        @Nullable String failure = "It failed; see the log";
        try {
            T done = deed.run();
            failure = null;
            return done;
        } catch (CommandException e) {
            failure = String.valueOf(e.getMessage());
            throw e;
        } finally {
            gateway()
                    .tell(new Event.OperatorActed(
                            clock.instant(),
                            new Operator(null).name(),
                            Event.Door.SHELL,
                            action,
                            target,
                            failure == null,
                            failure == null ? detail : failure));
        }
    }

    /** Changes something. */
    @FunctionalInterface
    interface Deed<T> {
        T run() throws CommandException;
    }

    /** A label and what it stands for. */
    static void line(PrintStream out, String label, Object value) {
        out.printf("%-14s  %s%n", label, value);
    }

    static <S> S present(@Nullable S service, String name) throws CommandException {
        if (service == null) {
            throw new CommandException("The " + name + " is not running; see bundle:list and log:tail");
        }
        return service;
    }
}
