package io.culvert.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.api.ca.AuthorityStatus.Phase;
import io.culvert.api.ca.AuthorityStatus.State;
import io.culvert.api.ca.FakeAuthority;
import io.culvert.api.ca.Refusal;
import io.culvert.api.ca.RevocationReason;
import io.culvert.shell.CaDocument.Block;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.impl.action.command.DefaultActionPreparator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/ca.md says what the commands understand; what needs a whole gateway is executed by the itests. */
class CaDocumentTest {

    private static final String DEVICE = "0b54d0a4-5f3e-4a53-9d3c-0e5a3c2b1a00";

    @TempDir
    private Path folder = Path.of("");

    private final FakeGateway gateway = new FakeGateway();

    static Stream<String> commandLines() throws Exception {
        return CaDocument.blocks().stream()
                .filter(block -> block.kind().equals(CaDocument.SHELL))
                .flatMap(block -> block.text().lines());
    }

    @ParameterizedTest
    @MethodSource("commandLines")
    void karafUnderstandsEveryCommand(String line) throws Exception {
        assertThat(command(line)).isInstanceOf(AuthorityCommand.class);
    }

    @Test
    void everyCommandIsThere() throws Exception {
        String document = CaDocument.text();

        assertThat(CommandLineTest.commands().filter(AuthorityCommand.class::isInstance))
                .hasSize(8)
                .allSatisfy(command -> assertThat(document).contains("| `culvert:" + name(command)));
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void everyRefusalHasARow(Refusal refusal) throws Exception {
        assertThat(CaDocument.text()).containsPattern("(?m)^\\| `" + refusal.text() + "` \\|");
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void everyStateHasARow(State state) throws Exception {
        assertThat(CaDocument.text()).containsPattern("(?m)^\\| `" + Human.word(state) + "` \\|");
    }

    @Test
    void everyOtherWordIsThere() throws Exception {
        String document = CaDocument.text();

        assertThat(Arrays.stream(RevocationReason.values()).map(Human::word))
                .allSatisfy(word -> assertThat(document).contains("`" + word + "`"));
        assertThat(Stream.of(Phase.PREPARED, Phase.ACTIVE, Phase.SUPERSEDED).map(Human::word))
                .allSatisfy(word -> assertThat(document).contains("`" + word + "`"));
    }

    /** The ways to and from a company's authority, as they stand there. */
    @Test
    void theCompanysAuthorityCanBeBroughtIn() throws Exception {
        OpenSsl openssl = new OpenSsl(folder);
        openssl.request("own");
        gateway.authority.request = Files.readAllBytes(folder.resolve("own.der"));
        gateway.authority.generations.add(FakeAuthority.generation(1, Phase.ACTIVE));
        String before = System.getProperty("karaf.base");
        System.setProperty("karaf.base", folder.toString());
        try {
            for (Block block : CaDocument.blocks()) {
                if (block.section().equals("Your company's authority")) {
                    execute(block);
                }
            }
        } finally {
            if (before == null) {
                System.clearProperty("karaf.base");
            } else {
                System.setProperty("karaf.base", before);
            }
        }

        assertThat(gateway.authority.done).containsExactly("cross-certify by shell", "import by shell");
        assertThat(gateway.authority.chain)
                .isEqualTo(List.of(openssl.certificate("devices.pem"), openssl.certificate("company.pem")));
        assertThat(openssl.run("verify", "-x509_strict", "-CAfile", "company.pem", "signed.pem"))
                .contains("OK");
    }

    private void execute(Block block) throws Exception {
        if (block.kind().equals(CaDocument.RUN)) {
            ProcessBuilder sh = new ProcessBuilder("sh", "-e", "-c", block.text())
                    .directory(folder.toFile())
                    .redirectErrorStream(true);
            sh.environment().put("DIR", folder.toString());
            Process process = sh.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
        } else {
            for (String line : block.text().lines().toList()) {
                gateway.run((GatewayCommand) command(line));
            }
        }
    }

    private static Action command(String line) throws Exception {
        List<String> words = List.of(line.replace("UUID", DEVICE).split(" ", -1));
        Action command = CommandLineTest.commands()
                .filter(each -> words.get(0).equals("culvert:" + name(each)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no command of this name: " + line));
        new DefaultActionPreparator()
                .prepare(
                        command,
                        FakeSession.headless(),
                        List.copyOf(words.subList(1, words.size())).stream()
                                .map(Object.class::cast)
                                .toList());
        return command;
    }

    private static String name(Action command) {
        return command.getClass().getAnnotation(Command.class).name();
    }
}
