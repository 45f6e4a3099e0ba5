package io.culvert.client.cli;

import io.culvert.client.CulvertException;

/** Does what a command is for, and says how it ended. */
final class Ending {

    private Ending() {}

    /** What a command is for. */
    interface Work {
        void run() throws CulvertException, LocalEndException, InterruptedException;
    }

    static ExitCode of(Work work) throws InterruptedException {
        try {
            work.run();
            return ExitCode.OK;
        } catch (UsageException e) {
            Console.error(e.getMessage());
            return ExitCode.USAGE;
        } catch (LocalEndException e) {
            Console.error(Reason.of(e));
            return ExitCode.LOCAL;
        } catch (CulvertException e) {
            ExitCode exit = ExitCode.of(e.kind());
            Console.error(Reason.of(e) + (exit.advice().isEmpty() ? "" : ". " + exit.advice()));
            return exit;
        }
    }
}
