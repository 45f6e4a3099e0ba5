package io.culvert.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.security.PrivilegedAction;
import java.util.Map;
import java.util.Set;
import javax.security.auth.Subject;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.Terminal;
import org.apache.karaf.shell.support.CommandException;
import org.apache.karaf.util.jaas.JaasHelper;
import org.jline.reader.EndOfFileException;
import org.jline.reader.UserInterruptException;
import org.junit.jupiter.api.Test;

class OperatorTest {

    @Test
    void isWhoeverHasLoggedIn() {
        Subject bob =
                new Subject(true, Set.of(new RolePrincipal("admin"), new UserPrincipal("bob")), Set.of(), Set.of());
        PrivilegedAction<String> name = () -> new Operator(FakeSession.headless()).name();

        assertThat(JaasHelper.doAs(bob, name)).isEqualTo("bob");
    }

    @Test
    void isTheShellWhereNobodyHasLoggedInWhateverItsVariablesSay() {
        Session session = (Session) FakeGateway.proxy(
                Session.class, (get, user) -> Map.of("USER", "somebody else").get(user));

        assertThat(new Operator(session).name()).isEqualTo("shell");
    }

    @Test
    void ctrlCAndCtrlDAreNoAnswer() throws Exception {
        for (RuntimeException key : Set.of(new EndOfFileException(), new UserInterruptException("y"))) {
            Operator operator = new Operator(throwing(key));
            assertThat(operator.confirms()).isFalse();
            assertThat(operator.secret("Password: ")).isEmpty();
        }
    }

    @Test
    void aScriptThatWasStartedFromATerminalCannotBeAsked() throws Exception {
        assertThat(new Operator(throwing(new UnsupportedOperationException())).confirms())
                .isFalse();
    }

    @Test
    void aTerminalThatIsGoneIsAnError() {
        Operator operator = new Operator(throwing(new IOException("gone")));

        assertThatThrownBy(operator::confirms).isInstanceOf(CommandException.class);
    }

    private static Session throwing(Exception failure) {
        Object terminal = FakeGateway.proxy(Terminal.class, (method, argument) -> 80);
        return (Session) Proxy.newProxyInstance(
                OperatorTest.class.getClassLoader(), new Class<?>[] {Session.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getTerminal")) {
                        return terminal;
                    }
                    throw failure;
                });
    }
}
