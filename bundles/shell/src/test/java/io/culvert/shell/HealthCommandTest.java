package io.culvert.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.culvert.api.health.Health;
import io.culvert.api.health.HealthResult;
import io.culvert.api.health.HealthResult.Status;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthCommandTest {

    private final FakeGateway gateway = new FakeGateway();
    private final List<HealthResult> results = new ArrayList<>();

    @BeforeEach
    void parts() {
        gateway.services.put(Health.class.getName(), new Health() {
            @Override
            public List<HealthResult> check() {
                return results;
            }

            @Override
            public boolean ready() {
                throw new UnsupportedOperationException("that is for balancers");
            }
        });
        results.add(new HealthResult("broker", Status.OK, "Fine.", Duration.ofMillis(1)));
        results.add(new HealthResult("codec", Status.TEMPORARILY_UNAVAILABLE, "Away\u001b[2J.", Duration.ofMillis(1)));
    }

    @Test
    void eachPartHasALine() throws Exception {
        assertThat(gateway.run(new HealthCommand()).lines())
                .anyMatch(line -> line.matches("broker +[|│] ok +[|│] Fine\\. *"))
                .anyMatch(line -> line.matches("codec +[|│] temporarily-unavailable +[|│] Away\\?\\[2J\\. *"));
    }

    @Test
    void theSameIsThereAsJson() throws Exception {
        JsonNode parts = gateway.runJson(new HealthCommand());
        assertThat(parts.at("/0/name").asText()).isEqualTo("broker");
        assertThat(parts.at("/1/status").asText()).isEqualTo("TEMPORARILY_UNAVAILABLE");
        assertThat(parts.at("/0/took").asDouble()).isEqualTo(0.001);
    }

    @Test
    void itFailsWhenAPartIsCriticalAndStillTellsAll() throws Exception {
        results.add(new HealthResult("disk", Status.CRITICAL, "Full.", Duration.ZERO));
        HealthCommand command = new HealthCommand();
        command.context = gateway.context();
        command.json = true;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        assertThatThrownBy(() -> command.run(new PrintStream(printed, true, StandardCharsets.UTF_8)))
                .isInstanceOf(CommandException.class)
                .hasMessage("Critical: disk");
        assertThat(new JsonMapper().readTree(printed.toByteArray())).hasSize(3);
    }

    @Test
    void withoutTheBundleItSaysSo() {
        gateway.without(Health.class);
        assertThatThrownBy(() -> gateway.run(new HealthCommand()))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("The health is not running");
    }
}
