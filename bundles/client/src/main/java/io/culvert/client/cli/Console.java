package io.culvert.client.cli;

/** What the command tells its user. Standard output belongs to the tunnel, so everything goes to standard error. */
final class Console {

    private static volatile boolean silent;

    private Console() {}

    /** From now on nothing: the user ended the command and knows why everything breaks off. */
    static void silence() {
        silent = true;
    }

    static void error(String message) {
        say("culvert: " + message);
    }

    static void warn(String message) {
        say("culvert: warning: " + message);
    }

    static void info(String message) {
        say("culvert: " + message);
    }

    private static void say(String line) {
        if (!silent) {
            System.err.println(line);
        }
    }
}
