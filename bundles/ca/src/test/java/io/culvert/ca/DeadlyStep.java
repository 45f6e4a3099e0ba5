package io.culvert.ca;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Ends its process at a step of {@link DurableFiles}, by a real SIGKILL. The step {@code torn} of a file is its
 * {@code write}, after half a line.
 */
final class DeadlyStep implements DurableFiles.Steps {

    private static final String HALF_OF_REGISTER = "issued 4a4a 1 17";
    private static final String HALF_OF_TRAIL = "{\"time\":\"2026-11";

    private final Path folder;
    private final String step;
    private final AtomicInteger left;
    private final BooleanSupplier counts;

    /**
     * A step as {@link DurableFiles.Steps} has it.
     *
     * @param occurrence at the how manieth time
     * @param counts whether this is one of those times
     */
    DeadlyStep(Path folder, String step, int occurrence, BooleanSupplier counts) {
        this.folder = folder;
        this.step = step;
        this.left = new AtomicInteger(occurrence);
        this.counts = counts;
    }

    @Override
    public void before(String next) throws IOException {
        boolean torn = next.endsWith(" write") && step.equals(next.replace(" write", " torn"));
        if ((!torn && !step.equals(next)) || !counts.getAsBoolean() || left.decrementAndGet() != 0) {
            return;
        }
        if (torn) {
            String file = next.substring(0, next.indexOf(' '));
            String line = file.equals("register") ? HALF_OF_REGISTER : HALF_OF_TRAIL;
            Files.writeString(folder.resolve(file), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        new ProcessBuilder("kill", "-9", String.valueOf(ProcessHandle.current().pid())).start();
        while (true) {
            LockSupport.park();
        }
    }
}
