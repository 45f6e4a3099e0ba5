package io.culvert.health;

import io.culvert.api.config.ConfigurationReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Whether there is room for logs, the audit trail and the authority's register. Full, the authority stops issuing. */
@Component(
        service = HealthCheck.class,
        property = {Tags.NAME + "disk", Tags.PART})
public final class DiskCheck implements HealthCheck {

    private static final long MIB = 1 << 20;
    private static final long WARN = 512;
    private static final long CRITICAL = 64;

    /** Gives the free space in bytes. */
    interface Space {
        long free() throws IOException;
    }

    private final Path state;
    private final Space space;

    @Activate
    public DiskCheck() {
        this(ConfigurationReader.path(""));
    }

    private DiskCheck(Path state) {
        this(state, () -> Files.getFileStore(state).getUsableSpace());
    }

    DiskCheck(Path state, Space space) {
        this.state = state;
        this.space = space;
    }

    @Override
    public Result execute() {
        try {
            long free = space.free() / MIB;
            String words = free + " MiB are free where the state directory is, " + state + ".";
            if (free >= WARN) {
                return new Result(Result.Status.OK, words);
            }
            return new Result(
                    free < CRITICAL ? Result.Status.CRITICAL : Result.Status.WARN,
                    words + " Make room: old files in log/ can go.");
        } catch (IOException e) {
            return new Result(
                    Result.Status.CRITICAL, "The state directory " + state + " cannot be read: " + e.getMessage());
        }
    }
}
