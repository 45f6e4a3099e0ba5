package io.culvert.shell;

import io.culvert.api.ca.CertificateInfo;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Completes serial numbers of certificates. */
@Service
public final class SerialCompleter extends CertificateCompleter {

    @Override
    Stream<String> words(CertificateInfo certificate) {
        return Stream.of(certificate.serial());
    }
}
