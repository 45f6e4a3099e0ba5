package io.culvert.shell;

import io.culvert.api.ca.AuthorityOperations;
import io.culvert.api.ca.AuthorityOperations.CertificateQuery;
import io.culvert.api.ca.CertificateInfo;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;

/**
 * Completes words of the register of certificates. Of many that match the first ones have to do. A word that means
 * something to the shell is never offered: strangers choose names of identities.
 */
abstract class CertificateCompleter implements Completer {

    private static final int MOST = 200;
    private static final Pattern HARMLESS = Pattern.compile("[\\p{L}\\p{N}._@:/+-]+");

    @Reference
    @Nullable BundleContext context;

    /** What of a certificate is to be offered. */
    abstract Stream<String> words(CertificateInfo certificate);

    @Override
    public final int complete(Session session, CommandLine commandLine, List<String> candidates) {
        StringsCompleter words = new StringsCompleter();
        AuthorityOperations authority = context == null ? null : new Gateway(context).find(AuthorityOperations.class);
        if (authority != null) {
            String typed = commandLine.getCursorArgument();
            String text = typed == null ? "" : typed.substring(0, commandLine.getArgumentPosition());
            authority.find(new CertificateQuery(text, null, null, null, null, false, 0, MOST)).certificates().stream()
                    .flatMap(this::words)
                    .filter(word -> HARMLESS.matcher(word).matches())
                    .forEach(word -> words.getStrings().add(word));
        }
        return words.complete(session, commandLine, candidates);
    }
}
