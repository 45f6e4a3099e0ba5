package io.culvert.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.api.event.AuditLog;
import io.culvert.api.event.AuditReport;
import io.culvert.api.event.Event.Door;
import io.culvert.api.event.Event.OperatorActed;
import io.culvert.api.event.EventListener;
import io.culvert.api.transport.PeerInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What commands tell of themselves, the draining of the gateway, and the audit log. */
class OperatorActsTest {

    private static final PeerInfo PEER = new PeerInfo("home", null, null);

    private final FakeGateway gateway = new FakeGateway();

    @Test
    void whatChangesSomethingIsToldWhetherItWentWellOrNot() throws Exception {
        gateway.tunnel("t1", Duration.ofSeconds(1), PEER, PEER);
        CloseCommand close = new CloseCommand();
        close.id = "t1";
        close.reason = "Maintenance";
        gateway.run(close);
        assertThatThrownBy(() -> gateway.run(close)).isInstanceOf(CommandException.class);
        assertThat(gateway.events)
                .containsExactly(
                        acted("tunnel.close", "t1", true, "Maintenance"),
                        acted("tunnel.close", "t1", false, "There is no session or tunnel t1"));
    }

    @Test
    void aListenerThatFailsHindersNobody() throws Exception {
        gateway.services.put(EventListener.class.getName(), (EventListener) event -> {
            throw new IllegalStateException("listener");
        });
        assertThat(gateway.run(new DrainCommand())).startsWith("Takes no peers.");
        assertThat(gateway.drainsUntil).isNotNull();
    }

    @Test
    void whatOnlyLooksIsNotTold() throws Exception {
        gateway.run(new InfoCommand());
        gateway.run(new CaCommand());
        assertThat(gateway.events).isEmpty();
    }

    @Test
    void theGatewayIsDrainedAndTakesPeersAgain() throws Exception {
        DrainCommand drain = new DrainCommand();
        drain.seconds = 90;
        assertThat(gateway.runJson(drain).at("/drainsUntil").asText()).isEqualTo("2026-11-22T12:01:30Z");
        assertThat(gateway.run(new InfoCommand())).containsPattern("Draining        until 2026-11-22");
        DrainCommand stop = new DrainCommand();
        stop.stop = true;
        assertThat(gateway.run(stop)).isEqualTo("Takes peers.\n");
        assertThat(gateway.run(new InfoCommand())).doesNotContain("Draining");
        assertThat(gateway.events).containsExactly(acted("drain", "", true, "90 s"), acted("drain.stop", "", true, ""));
        drain.seconds = -1;
        assertThatThrownBy(() -> gateway.run(drain)).hasMessageContaining("--seconds must be");
    }

    @Test
    void theAuditLogIsVerifiedAndShown() throws Exception {
        AuditCommand audit = new AuditCommand();
        audit.what = "verify";
        assertThatThrownBy(() -> gateway.run(audit)).hasMessageContaining("audit log is not running");
        log(null);
        assertThat(gateway.run(audit))
                .contains("Lines           12, of which the first is number 3\n")
                .endsWith("The audit log is whole. Nobody has changed it who lacks the key.\n");
        assertThat(gateway.runJson(audit).at("/head").asText()).isEqualTo("abc");
        audit.json = false;
        log(new AuditReport.Fault("audit.log.2", 7, "The line was changed"));
        assertThatThrownBy(() -> gateway.run(audit))
                .hasMessage("The audit log is broken at line 7 of audit.log.2: The line was changed");
        audit.what = "tail";
        audit.lines = 2;
        assertThat(gateway.run(audit)).isEqualTo("{\"seq\":1}\n{\"seq\":2}\n");
        audit.lines = 0;
        assertThatThrownBy(() -> gateway.run(audit)).hasMessageContaining("-n must be");
        audit.what = "both";
        assertThatThrownBy(() -> gateway.run(audit)).hasMessageContaining("verify or tail");
    }

    private void log(AuditReport.@Nullable Fault fault) {
        gateway.services.put(AuditLog.class.getName(), new AuditLog() {
            @Override
            public List<String> tail(int lines) throws IOException {
                return List.of("{\"seq\":1}", "{\"seq\":2}").subList(0, lines);
            }

            @Override
            public AuditReport verify(LongConsumer progress) {
                return new AuditReport(2, 12, 3, 14, "abc", 0, true, fault);
            }
        });
    }

    private static OperatorActed acted(String action, String target, boolean success, String detail) {
        return new OperatorActed(FakeGateway.NOW, "shell", Door.SHELL, action, target, success, detail);
    }
}
