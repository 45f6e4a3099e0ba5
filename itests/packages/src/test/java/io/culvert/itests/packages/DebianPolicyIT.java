package io.culvert.itests.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.culvert.itests.gateway.Command;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The Debian package as lintian sees it. What it may say nevertheless is in packages/deb/lintian-overrides, with reasons. */
class DebianPolicyIT {

    private static final Path PACKAGES = Path.of(System.getProperty("culvert.packages"));
    private static final String FILE = "culvert_" + System.getProperty("culvert.version") + "_all.deb";

    @Test
    void lintianHasNothingToSay() throws Exception {
        assumeThat(Path.of("/usr/bin/lintian")).as("Debian's package lintian").exists();

        assertThat(Command.run(PACKAGES, "lintian --allow-root --tag-display-limit 0 --fail-on error,warning " + FILE))
                .doesNotContain("E: ", "W: ");
    }

    @Test
    void noOverrideIsThereWithoutNeed() throws Exception {
        assumeThat(Path.of("/usr/bin/lintian")).as("Debian's package lintian").exists();

        assertThat(Command.run(PACKAGES, "lintian --allow-root --tag-display-limit 0 --info --display-info " + FILE))
                .doesNotContain("unused-override", "mismatched-override");
    }
}
