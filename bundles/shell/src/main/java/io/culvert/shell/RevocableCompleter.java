package io.culvert.shell;

import io.culvert.api.ca.CertificateInfo;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Completes what can be revoked by itself: certificates by their serial numbers, and devices. */
@Service
public final class RevocableCompleter extends CertificateCompleter {

    @Override
    Stream<String> words(CertificateInfo certificate) {
        return Stream.of(certificate.serial(), certificate.device());
    }
}
