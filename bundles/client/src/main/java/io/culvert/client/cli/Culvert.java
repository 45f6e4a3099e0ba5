package io.culvert.client.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command and its subcommands. */
@Command(
        name = "culvert",
        description = "One end of a tunnel through a Culvert gateway.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        sortOptions = false,
        subcommands = {
            ConnectCommand.class,
            EnrollCommand.class,
            RenewCommand.class,
            DeviceCommand.class,
            HelpCommand.class
        })
public final class Culvert implements Runnable {

    /** Wide enough for the examples, which are to be copied. */
    private static final int HELP_WIDTH = 110;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Never returns; the exit codes are those of {@code ExitCode}. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Culvert());
        commandLine.setUsageHelpWidth(HELP_WIDTH);
        commandLine.setParameterExceptionHandler((e, arguments) -> {
            Console.error(String.valueOf(e.getMessage()));
            Console.error("Try: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
            return ExitCode.USAGE.code();
        });
        commandLine.setExecutionExceptionHandler((e, command, result) -> {
            Console.error("unexpected, please report it: " + e);
            return ExitCode.UNEXPECTED.code();
        });
        return commandLine;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: culvert connect, enroll, renew or device");
    }
}
