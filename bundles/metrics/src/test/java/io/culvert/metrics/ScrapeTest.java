package io.culvert.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.broker.Broker;
import io.culvert.api.broker.SessionInfo.State;
import io.culvert.api.ca.AuthorityOperations;
import io.culvert.api.health.Health;
import io.culvert.api.transport.Transport;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.service.cm.ConfigurationAdmin;

class ScrapeTest {

    private final FakeGateway gateway = new FakeGateway();
    private final Scrape scrape = gateway.newScrape();

    @Test
    void tellsWhichBuildAndNodeItIs() throws IOException {
        assertThat(Text.of(scrape).lines())
                .contains("culvert_build_info{version=\"1.2.3\"} 1", "culvert_node_info{node=\"node-1\"} 1.0");
    }

    @Test
    void countsSessionsByEveryState() throws IOException {
        gateway.sessions.add(FakeGateway.session("c1", State.WAITING));
        gateway.sessions.add(FakeGateway.session("c2", State.WAITING));
        gateway.sessions.add(FakeGateway.session("c3", State.CONNECTED));

        assertThat(Text.of(scrape, "culvert_sessions"))
                .containsExactlyInAnyOrder(
                        "culvert_sessions{state=\"authenticating\"} 0.0",
                        "culvert_sessions{state=\"certifying\"} 0.0",
                        "culvert_sessions{state=\"connected\"} 1.0",
                        "culvert_sessions{state=\"waiting\"} 2.0");
    }

    @Test
    void tellsOfAConfiguredListenerThatIsNotOpen() throws IOException {
        gateway.listeners.add(FakeGateway.listener("main", 12));
        gateway.configuredListeners.add(null);
        gateway.configuredListeners.add("stream");

        assertThat(Text.of(scrape, "culvert_listener_up"))
                .containsExactlyInAnyOrder(
                        "culvert_listener_up{listener=\"main\"} 1.0", "culvert_listener_up{listener=\"stream\"} 0.0");
        assertThat(Text.of(scrape, "culvert_connections"))
                .containsExactly("culvert_connections{listener=\"main\"} 12.0");
    }

    @Test
    void tellsHowTheAuthorityIs() throws IOException {
        assertThat(Text.of(scrape, "culvert_authority_state"))
                .hasSize(8)
                .contains(
                        "culvert_authority_state{state=\"expiring\"} 1.0",
                        "culvert_authority_state{state=\"valid\"} 0.0");
        double now = FakeGateway.NOW.getEpochSecond();
        assertThat(Text.of(scrape).lines())
                .contains(
                        "culvert_authority_issued_total 10.0",
                        "culvert_authority_certificates_active 8.0",
                        "culvert_authority_certificates_revoked 1.0",
                        "culvert_authority_blocked 2.0",
                        "culvert_authority_refused_total{reason=\"weak-key\"} 3.0",
                        "culvert_authority_refused_total{reason=\"too-often\"} 0.0");
        assertThat(valueOf("culvert_authority_not_after_timestamp_seconds{generation=\"2\",phase=\"active\"}"))
                .isEqualTo(now + 600);
        assertThat(valueOf("culvert_authority_not_after_timestamp_seconds{generation=\"1\",phase=\"superseded\"}"))
                .isEqualTo(now + 60);
        assertThat(valueOf("culvert_authority_crl_expiry_timestamp_seconds{generation=\"1\"}"))
                .isEqualTo(now + 30);
        assertThat(Text.of(scrape, "culvert_authority_crl_expiry_timestamp_seconds"))
                .hasSize(1);
    }

    @Test
    void tellsHealthAndDraining() throws IOException {
        assertThat(Text.of(scrape).lines())
                .contains(
                        "culvert_ready 1.0",
                        "culvert_draining 0.0",
                        "culvert_health_check{check=\"authority\",state=\"warn\"} 1.0",
                        "culvert_health_check{check=\"authority\",state=\"ok\"} 0.0",
                        "culvert_health_check{check=\"broker\",state=\"ok\"} 1.0");

        gateway.draining = true;
        assertThat(Text.of(scrape, "culvert_draining")).containsExactly("culvert_draining 1.0");
    }

    @Test
    void tellsOfTheProcessAndTheJvm() throws IOException {
        assertThat(Text.of(scrape))
                .contains(
                        "process_open_fds ",
                        "process_max_fds ",
                        "process_cpu_seconds_total ",
                        "process_resident_memory_bytes ",
                        "jvm_memory_used_bytes{area=\"heap\"}",
                        "jvm_buffer_pool_used_bytes{pool=\"direct\"}",
                        "jvm_gc_collection_seconds_count",
                        "jvm_threads_current",
                        "jvm_classes_currently_loaded");
    }

    @ParameterizedTest
    @ValueSource(
            classes = {Transport.class, Broker.class, AuthorityOperations.class, Health.class, ConfigurationAdmin.class
            })
    void leavesOutAPartThatIsMissing(Class<?> part) throws IOException {
        gateway.services.remove(part);

        assertThat(Text.of(scrape))
                .contains("culvert_build_info", "process_open_fds")
                .doesNotContain("NaN", part == Broker.class ? "culvert_sessions{" : "no part")
                .doesNotContain(part == Transport.class ? "culvert_tunnels " : "no part");
        assertThat(Text.of(scrape, "culvert_scrape_errors_total")).allMatch(line -> line.endsWith(" 0.0"));
    }

    @ParameterizedTest
    @ValueSource(classes = {Transport.class, Broker.class, AuthorityOperations.class, Health.class})
    void leavesOutAPartThatFails(Class<?> part) throws IOException {
        gateway.breakPart(part);

        assertThat(Text.of(scrape)).contains("culvert_build_info", "process_open_fds", "culvert_operator_logins");
        assertThat(Text.of(scrape, "culvert_scrape_errors_total")).anyMatch(line -> !line.endsWith(" 0.0"));
    }

    private double valueOf(String series) throws IOException {
        return Text.of(scrape)
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findAny()
                .orElseThrow();
    }
}
