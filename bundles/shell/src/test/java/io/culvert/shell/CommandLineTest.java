package io.culvert.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.karaf.service.guard.tools.ACLConfigurationParser;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.impl.action.command.DefaultActionPreparator;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.FrameworkUtil;

/** Command lines as Karaf reads them, and who may give them. */
class CommandLineTest {

    private static final Path ACL =
            Path.of("../../karaf-distribution/src/main/resources/etc/org.apache.karaf.command.acl.culvert.cfg");

    static Stream<Action> commands() {
        return Stream.of(
                new ApiTokenCreateCommand(),
                new ApiTokenListCommand(),
                new ApiTokenRevokeCommand(),
                new AuditCommand(),
                new AuthenticatorsCommand(),
                new CaCommand(),
                new CaExportCommand(),
                new CaImportCommand(),
                new CaIssueCommand(),
                new CaListCommand(),
                new CaRenewCommand(),
                new CaRevokeCommand(),
                new CaShowCommand(),
                new CloseCommand(),
                new DrainCommand(),
                new HealthCommand(),
                new InfoCommand(),
                new SessionsCommand(),
                new TunnelsCommand(),
                new WatchCommand());
    }

    @Test
    void theseAreAllCommands() throws Exception {
        try (Stream<Path> classes = Files.list(Path.of("target/classes/io/culvert/shell"))) {
            List<String> found = classes.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.contains("$"))
                    .map(name -> "io.culvert.shell." + name.replace(".class", ""))
                    .filter(name -> isCommand(name))
                    .toList();
            assertThat(commands().map(command -> command.getClass().getName()))
                    .containsExactlyInAnyOrderElementsOf(found);
        }
    }

    private static boolean isCommand(String name) {
        try {
            return Class.forName(name).isAnnotationPresent(Command.class);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(name, e);
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void whoMayUseACommandIsWrittenDown(Action command) throws Exception {
        String name = command.getClass().getAnnotation(Command.class).name();

        assertThat(rights().get(name)).as(name).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "ca; []; viewer, operator, manager, admin",
                "ca-list; [--revoked]; viewer, operator, manager, admin",
                "ca-show; [1a]; viewer, operator, manager, admin",
                "ca-export; []; viewer, operator, manager, admin",
                "ca-export; [--csr]; viewer, operator, manager, admin",
                "ca-export; [--out, etc/users.properties]; admin",
                "ca-export; [--out, a\\nb, --pem]; admin",
                "ca-export; [--force]; admin",
                "drain; [--seconds, 5]; operator, manager, admin",
                "audit; [verify]; viewer, operator, manager, admin",
                "ca-issue; [--identity, home, x.csr]; operator, manager, admin",
                "ca-revoke; [1a]; operator, manager, admin",
                "ca-renew; [-y]; admin",
                "ca-import; [x.p12]; admin",
                "api-token-create; [x]; admin",
                "api-token-list; []; admin",
                "api-token-revoke; [x]; admin"
            })
    void rightsDependOnWhatIsDone(String command, String arguments, String roles) throws Exception {
        List<String> found = new ArrayList<>();
        ACLConfigurationParser.getRolesForInvocation(
                command,
                new Object[] {arguments.replace("\\n", "\n")},
                new String[] {"java.util.List"},
                rights(),
                found);

        assertThat(String.join(", ", found)).isEqualTo(roles);
    }

    private static Dictionary<String, Object> rights() throws Exception {
        Properties file = new Properties();
        try (InputStream in = Files.newInputStream(ACL)) {
            file.load(in);
        }
        Map<String, Object> rights = new HashMap<>();
        file.stringPropertyNames().forEach(key -> rights.put(key, file.getProperty(key)));
        return FrameworkUtil.asDictionary(rights);
    }

    @Test
    void optionsAreUnderstood() throws Exception {
        CaCommand ca = new CaCommand();
        read(ca, "--json");
        assertThat(ca.json).isTrue();

        CaListCommand list = new CaListCommand();
        read(list, "--expires", "7", "--limit", "5", "--offset", "2", "--revoked", "--expired", "--search", "x");
        assertThat(Objects.requireNonNull(list.expires)).isEqualTo(7);
        assertThat(list.limit).isEqualTo(5);

        CaRevokeCommand revoke = new CaRevokeCommand();
        read(revoke, "--yes", "--reason", "key-compromise", "1a");
        assertThat(revoke.yes).isTrue();
        assertThat(revoke.name).isEqualTo("1a");

        CaIssueCommand issue = new CaIssueCommand();
        read(issue, "--identity", "home", "--days", "3", "x.csr");
        assertThat(issue.file).isEqualTo("x.csr");
        assertThat(issue.days).isEqualTo(3);

        AuditCommand audit = new AuditCommand();
        read(audit, "-n", "7", "tail");
        assertThat(audit.what).isEqualTo("tail");
        assertThat(audit.lines).isEqualTo(7);
    }

    @Test
    void whatIsNotUnderstoodIsAnError() {
        assertThatThrownBy(() -> read(new CaListCommand(), "--expires", "soon")).isInstanceOf(CommandException.class);
        assertThatThrownBy(() -> read(new CaIssueCommand(), "x.csr")).isInstanceOf(CommandException.class);
        assertThatThrownBy(() -> read(new CaShowCommand())).isInstanceOf(CommandException.class);
        assertThatThrownBy(() -> read(new CaRenewCommand(), "--now")).isInstanceOf(CommandException.class);
    }

    private static void read(Action command, String... words) throws Exception {
        new DefaultActionPreparator().prepare(command, FakeSession.headless(), List.of((Object[]) words));
    }
}
