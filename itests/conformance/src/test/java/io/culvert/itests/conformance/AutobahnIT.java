package io.culvert.itests.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.transport.undertow.EchoGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class AutobahnIT {

    /** Halves of about the same length. Groups 12 and 13 are about compression, which is not offered. */
    private static final List<List<String>> ALL = List.of(
            List.of("1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "10.*", "9.1.*", "9.2.*", "9.7.*", "9.8.*"),
            List.of("9.3.*", "9.4.*", "9.5.*", "9.6.*"));

    private static final int CASES = 301;

    @Test
    void everyCaseIsOkOrAMatterOfChoice() throws Exception {
        Path directory = Path.of(System.getProperty("autobahn.directory"));
        List<CaseResult> results;
        try (EchoGateway gateway = new EchoGateway()) {
            results = new Autobahn(directory).run(gateway.url(), ALL);
        }
        Files.writeString(directory.resolve("summary.txt"), Summary.of(results));

        assertThat(results).hasSize(CASES).filteredOn(result -> !result.good()).isEmpty();
    }
}
