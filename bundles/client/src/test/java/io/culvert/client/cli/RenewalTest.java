package io.culvert.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.tls.TestAuthority;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenewalTest {

    @Test
    void isDueBetweenTwoThirdsAndThreeQuartersOfALife(@TempDir Path folder) {
        X509Certificate certificate =
                TestAuthority.root(folder, "device", 12).own().certificate();
        Instant begin = certificate.getNotBefore().toInstant();
        Random random = new Random(1);
        Instant earliest = Instant.MAX;
        Instant latest = Instant.MIN;
        for (int i = 0; i < 1000; i++) {
            Instant due = Renewal.due(certificate, random);
            assertThat(due).isBetween(begin.plus(Duration.ofDays(8)), begin.plus(Duration.ofDays(9)));
            earliest = due.isBefore(earliest) ? due : earliest;
            latest = due.isAfter(latest) ? due : latest;
        }
        assertThat(Duration.between(earliest, latest)).isGreaterThan(Duration.ofHours(20));
    }
}
