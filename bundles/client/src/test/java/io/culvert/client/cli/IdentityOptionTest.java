package io.culvert.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IdentityOptionTest {

    @Test
    void theUsualFolderIsThatOfTheXdgSpecification() {
        assertThat(IdentityOption.usual(Map.of("XDG_CONFIG_HOME", "/c"))).isEqualTo(Path.of("/c/culvert"));
        Path home = Path.of(System.getProperty("user.home"), ".config", "culvert");
        assertThat(IdentityOption.usual(Map.of())).isEqualTo(home);
        assertThat(IdentityOption.usual(Map.of("XDG_CONFIG_HOME", ""))).isEqualTo(home);
        assertThat(IdentityOption.usual(Map.of("XDG_CONFIG_HOME", "relative"))).isEqualTo(home);
    }
}
