package io.culvert.audit;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;

/** Writes as fast as it can, until it is killed. */
final class KillTestProcess {

    private KillTestProcess() {}

    /** Given a folder, the size of a file, and whether to end when something is lost, other than by its own haste. */
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        boolean patient = Boolean.parseBoolean(arguments[2]);
        AuditSettings settings = new AuditSettings(
                folder.resolve("audit.log"), Long.parseLong(arguments[1]), 5, folder.resolve("key"), 1000);
        Recorder recorder = new Recorder(settings, Clock.systemUTC(), () -> Map.of("node", "gw1"));
        recorder.start();
        while (!patient || recorder.lost() == 0) {
            if (patient && recorder.waiting() > 500) {
                Thread.onSpinWait();
            } else {
                recorder.record(Entry.of(Instant.now(), "noted").with("text", "x".repeat(200)));
            }
        }
        Runtime.getRuntime().halt(0);
    }
}
