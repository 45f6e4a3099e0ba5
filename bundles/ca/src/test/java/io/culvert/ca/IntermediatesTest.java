package io.culvert.ca;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntermediatesTest {

    private static List<X509Certificate> of(TestAuthority authority, int generation) {
        return Intermediates.of(authority.generation(generation), authority.generations, Instant.now());
    }

    @Test
    void theLinkByTheOldestIsFirstWhateverOrderTheyAreIn() {
        TestAuthority authority = TestAuthority.of("EC-P256", "EC-P256", "EC-P256", "EC-P256");
        Generation last = authority.generation(4);
        List<X509Certificate> links = last.links();
        List<X509Certificate> reversed = new ArrayList<>(links);
        Collections.reverse(reversed);
        List<Generation> mixed = new ArrayList<>(authority.generations);
        Collections.reverse(mixed);

        assertThat(Intermediates.of(last.linkedBy(reversed), mixed, Instant.now()))
                .isEqualTo(links);
        assertThat(of(authority, 1)).isEmpty();
    }

    @Test
    void whatHasRetiredOrExpiredIsLeftOut() {
        TestAuthority authority = TestAuthority.of("EC-P256", "EC-P256", "EC-P256");
        X509Certificate bySecond = authority.generation(3).links().get(1);
        authority.retire(1);

        assertThat(of(authority, 3)).containsExactly(bySecond);
        assertThat(Intermediates.of(
                        authority.generation(3),
                        authority.generations,
                        bySecond.getNotAfter().toInstant()))
                .isEmpty();
    }

    @Test
    void intermediatesComeAfterTheLinksThatNeedThem(@TempDir Path folder) throws Exception {
        ForeignAuthority foreign = ForeignAuthority.make(folder, "EC-P256", "", "", "");
        TestAuthority authority = TestAuthority.of("EC-P256");
        authority.importing(foreign.pair(), foreign.imported());
        authority.renew("EC-P256");
        List<X509Certificate> path = foreign.chain().subList(0, 2);

        assertThat(of(authority, 2))
                .containsExactly(authority.generation(2).links().get(0), path.get(0), path.get(1));
        List<X509Certificate> links = authority.generation(3).links();
        assertThat(of(authority, 3)).containsExactly(links.get(0), links.get(1), path.get(0), path.get(1));
    }
}
