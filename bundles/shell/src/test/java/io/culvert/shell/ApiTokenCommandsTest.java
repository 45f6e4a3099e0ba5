package io.culvert.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.culvert.api.admin.ApiTokens;
import io.culvert.api.admin.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiTokenCommandsTest {

    private final FakeGateway gateway = new FakeGateway();
    private final List<ApiTokens.ApiToken> tokens = new ArrayList<>();

    @BeforeEach
    void giveTokens() {
        gateway.services.put(ApiTokens.class.getName(), new ApiTokens() {
            @Override
            public List<ApiToken> list() {
                return List.copyOf(tokens);
            }

            @Override
            public String create(String name, Role role, @Nullable Duration life) {
                if (name.isEmpty()) {
                    throw new IllegalArgumentException("it has no name");
                }
                tokens.add(new ApiToken(name, role, FakeGateway.NOW, life == null ? null : FakeGateway.NOW.plus(life)));
                return "culvert_secret";
            }

            @Override
            public boolean revoke(String name) {
                return tokens.removeIf(token -> token.name().equals(name));
            }
        });
    }

    private ApiTokenCreateCommand create(String name, String role, @Nullable Integer life) {
        ApiTokenCreateCommand create = new ApiTokenCreateCommand();
        create.name = name;
        create.role = role;
        create.life = life;
        return create;
    }

    @Test
    void aTokenIsShownOnceAndNeverInTheList() throws Exception {
        assertThat(gateway.run(create("prometheus", "viewer", 30))).startsWith("culvert_secret\n");

        assertThat(gateway.run(new ApiTokenListCommand()))
                .contains("prometheus", "viewer", "in 30 days")
                .doesNotContain("culvert_secret");
    }

    @Test
    void scriptsGetIt() throws Exception {
        JsonNode created = gateway.runJson(create("deploy", "operator", null));

        assertThat(created.get("token").asText()).isEqualTo("culvert_secret");
        assertThat(tokens.get(0).role()).isEqualTo(Role.OPERATOR);
        assertThat(tokens.get(0).expires()).isNull();
    }

    @Test
    void aTokenOfThatNameIsRevoked() throws Exception {
        gateway.run(create("deploy", "admin", null));
        ApiTokenRevokeCommand revoke = new ApiTokenRevokeCommand();
        revoke.name = "deploy";

        assertThat(gateway.run(revoke)).isEqualTo("Revoked deploy.\n");
        assertThat(tokens).isEmpty();
        assertThatThrownBy(() -> gateway.run(revoke))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("There is no token");
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> gateway.run(create("x", "root", null)))
                .hasMessage("--role must be one of viewer, operator, admin");
        assertThatThrownBy(() -> gateway.run(create("x", "viewer", 0))).hasMessageContaining("--life");
        assertThatThrownBy(() -> gateway.run(create("", "viewer", null))).hasMessageContaining("it has no name");
    }

    @Test
    void withoutTheConsoleThereAreNoTokens() {
        gateway.without(ApiTokens.class);

        assertThatThrownBy(() -> gateway.run(new ApiTokenListCommand()))
                .hasMessageContaining("The console is not running");
    }
}
