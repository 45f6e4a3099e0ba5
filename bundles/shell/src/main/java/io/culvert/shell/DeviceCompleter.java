package io.culvert.shell;

import io.culvert.api.ca.CertificateInfo;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Completes UUIDs of devices that have certificates. */
@Service
public final class DeviceCompleter extends CertificateCompleter {

    @Override
    Stream<String> words(CertificateInfo certificate) {
        return Stream.of(certificate.device());
    }
}
