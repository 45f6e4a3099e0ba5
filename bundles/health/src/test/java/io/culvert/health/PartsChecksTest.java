package io.culvert.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.broker.AuthenticatorInfo.Circuit;
import io.culvert.api.ca.AuthorityStatus;
import java.time.Instant;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checks of the gateway's own parts. */
class PartsChecksTest {

    private final FakeGateway gateway = new FakeGateway();

    private static void check(HealthCheck check, Status status, String message) {
        Result result = check.execute();
        assertThat(result.getStatus()).as(result.toString()).isEqualTo(status);
        assertThat(result.iterator().next().getMessage()).contains(message);
    }

    @Test
    void aPortThatIsOpenIsEnoughForTheTransport() {
        TransportCheck check = new TransportCheck(gateway.parts);
        gateway.closedListeners.add("other: taken");
        check(check, Status.OK, "One port is open.");

        gateway.listeners.clear();
        check(check, Status.CRITICAL, "No port is open");

        gateway.parts.transport = null;
        check(check, Status.TEMPORARILY_UNAVAILABLE, "The transport is not running");
    }

    @Test
    void everyPortThatIsConfiguredHasToBeOpen() {
        ListenersCheck check = new ListenersCheck(gateway.parts);
        check(check, Status.OK, "Open: main on port 8443.");

        gateway.closedListeners.add("etc/l.cfg: host = 127.0.0.1, port = 8443: Address already in use");
        check(check, Status.CRITICAL, "port = 8443: Address already in use");

        gateway.closedListeners.clear();
        gateway.listeners.clear();
        check(check, Status.CRITICAL, "No port is configured");

        gateway.parts.transport = null;
        check(check, Status.TEMPORARILY_UNAVAILABLE, "The transport is not running");
    }

    @Test
    void thereHasToBeABroker() {
        BrokerCheck check = new BrokerCheck(gateway.parts);
        check(check, Status.OK, "introduces");

        gateway.parts.broker = null;
        check(check, Status.TEMPORARILY_UNAVAILABLE, "The broker is not running: new peers are turned away");
    }

    @Test
    void thereHasToBeACodec() {
        CodecCheck check = new CodecCheck(gateway.parts);
        check(check, Status.OK, "understands");

        gateway.parts.codec = null;
        check(check, Status.TEMPORARILY_UNAVAILABLE, "The codec is not running");
    }

    @Test
    void aGatewayThatIsDrainedIsNotWell() {
        DrainingCheck check = new DrainingCheck(gateway.parts);
        check(check, Status.OK, "not being drained");

        gateway.drainsUntil = Instant.parse("2026-11-29T12:00:00.123Z");
        check(check, Status.WARN, "until 2026-11-29T12:00:00Z");

        gateway.parts.broker = null;
        check(check, Status.OK, "not being drained");
    }

    @Test
    void thereHasToBeAnAuthenticator() {
        AuthenticatorsCheck check = new AuthenticatorsCheck(gateway.parts);
        gateway.authenticators.add(FakeGateway.authenticator("cloud", Circuit.OPEN, "refused"));
        check(check, Status.OK, "laptops, cloud");

        gateway.authenticators.clear();
        check(check, Status.CRITICAL, "every peer is rejected");

        gateway.parts.broker = null;
        check(check, Status.TEMPORARILY_UNAVAILABLE, "The broker is not running");
    }

    @Test
    void anAuthenticatorThatFailsIsToldWithItsLastError() {
        CircuitsCheck check = new CircuitsCheck(gateway.parts);
        gateway.authenticators.add(FakeGateway.authenticator("calm", Circuit.CLOSED, "long ago"));
        check(check, Status.OK, "No authenticator is failing");

        gateway.authenticators.add(FakeGateway.authenticator("cloud", Circuit.OPEN, "connection refused"));
        check(check, Status.WARN, "cloud failed too often and is not asked");
        check(check, Status.WARN, "connection refused");

        gateway.authenticators.removeIf(each -> each.circuit() == Circuit.CLOSED);
        gateway.authenticators.add(FakeGateway.authenticator("stuck", Circuit.STUCK, null));
        gateway.authenticators.add(FakeGateway.authenticator("tried", Circuit.HALF_OPEN, null));
        check(check, Status.CRITICAL, "stuck does not come back from its calls");
        check(check, Status.CRITICAL, "tried failed too often and is being tried");

        gateway.parts.broker = null;
        check(check, Status.TEMPORARILY_UNAVAILABLE, "no authenticator is asked");
    }

    @ParameterizedTest
    @CsvSource({
        "VALID,        OK,                      is valid",
        "EXPIRING,     WARN,                    culvert:ca-renew",
        "MISSING,      TEMPORARILY_UNAVAILABLE, culvert:ca-renew",
        "EXPIRED,      CRITICAL,                culvert:ca-renew",
        "KEY_MISMATCH, CRITICAL,                backup",
        "KEY_MISSING,  CRITICAL,                backup",
        "LOCKED,       CRITICAL,                password",
        "FAILED,       CRITICAL,                files"
    })
    void eachStateOfTheAuthorityIsToldWithWhatToDo(AuthorityStatus.State state, Status status, String message) {
        gateway.state = state;
        gateway.problem = "ca.p12 is gone.";
        AuthorityCheck check = new AuthorityCheck(gateway.parts);
        check(check, status, message);
        check(check, status, "ca.p12 is gone.");
    }

    @Test
    void anAuthorityIsMissedOnlyWhereThereIsMeantToBeOne() {
        gateway.parts.authority = null;
        AuthorityCheck check = new AuthorityCheck(gateway.parts);
        check(check, Status.TEMPORARILY_UNAVAILABLE, "The certificate authority is not running");

        gateway.bundles.clear();
        check(check, Status.OK, "has no certificate authority");
    }
}
