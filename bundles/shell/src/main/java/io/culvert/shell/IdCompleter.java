package io.culvert.shell;

import io.culvert.api.broker.Broker;
import io.culvert.api.transport.Transport;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;

/** Completes the ids of what can be closed: sessions and tunnels. */
@Service
public final class IdCompleter implements Completer {

    @Reference
    @Nullable BundleContext context;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        StringsCompleter ids = new StringsCompleter();
        if (context != null) {
            Gateway gateway = new Gateway(context);
            Broker broker = gateway.find(Broker.class);
            Transport transport = gateway.find(Transport.class);
            if (broker != null) {
                broker.sessions()
                        .forEach(each -> ids.getStrings().add(each.connection().id()));
            }
            if (transport != null) {
                transport.tunnels().forEach(each -> ids.getStrings().add(each.id()));
            }
        }
        return ids.complete(session, commandLine, candidates);
    }
}
