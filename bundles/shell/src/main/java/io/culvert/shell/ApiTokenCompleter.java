package io.culvert.shell;

import io.culvert.api.admin.ApiTokens;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;

/** Completes names of API tokens. */
@Service
public final class ApiTokenCompleter implements Completer {

    @Reference
    @Nullable BundleContext context;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        StringsCompleter names = new StringsCompleter();
        ApiTokens tokens = context == null ? null : new Gateway(context).find(ApiTokens.class);
        if (tokens != null) {
            tokens.list().forEach(token -> names.getStrings().add(token.name()));
        }
        return names.complete(session, commandLine, candidates);
    }
}
