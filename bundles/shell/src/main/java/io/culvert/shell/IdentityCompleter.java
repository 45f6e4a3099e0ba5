package io.culvert.shell;

import io.culvert.api.ca.CertificateInfo;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Completes identities that have certificates. */
@Service
public final class IdentityCompleter extends CertificateCompleter {

    @Override
    Stream<String> words(CertificateInfo certificate) {
        return Stream.of(certificate.identity());
    }
}
