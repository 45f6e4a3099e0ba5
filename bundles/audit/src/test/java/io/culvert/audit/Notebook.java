package io.culvert.audit;

import io.culvert.api.event.AuditReport;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A log in a folder, without a thread. */
final class Notebook implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    static final Map<String, String> ORIGIN = Map.of("node", "gw1");

    final Path file;
    final AuditSettings settings;
    private Chain chain;

    Notebook(Path folder, boolean keyed, long size, int keep) throws IOException {
        file = folder.resolve("audit.log");
        settings = new AuditSettings(file, size, keep, keyed ? folder.resolve("key") : null, 100);
        chain = Chain.open(settings, CLOCK, ORIGIN);
    }

    Notebook(Path folder) throws IOException {
        this(folder, true, 1_000_000, 10);
    }

    Chain chain() {
        return chain;
    }

    Notebook write(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            chain.append(List.of(Entry.of(NOW, "noted").with("text", "number " + i)), ORIGIN);
        }
        return this;
    }

    /** As a new process would find it. */
    void reopen() throws IOException {
        chain.close();
        chain = Chain.open(settings, CLOCK, ORIGIN);
    }

    /** As somebody who knows where it ended when the files were left alone. */
    AuditReport verify() throws IOException {
        return verify(settings.key(), chain.head());
    }

    AuditReport verify(@Nullable Path key, Chain.Head end) throws IOException {
        List<Verification.Part> parts = new ArrayList<>();
        for (Path each : new AuditFiles(file).all()) {
            FileChannel channel = FileChannel.open(each);
            parts.add(Verification.part(each, channel.size(), channel));
        }
        try {
            return new Verification(Seal.of(key), bytes -> {}).read(parts, end);
        } finally {
            for (Verification.Part part : parts) {
                part.channel().close();
            }
        }
    }

    List<String> lines() throws IOException {
        return new ArrayList<>(Files.readAllLines(file, StandardCharsets.US_ASCII));
    }

    void lines(List<String> changed) throws IOException {
        Files.writeString(file, String.join("\n", changed) + "\n", StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        chain.close();
    }
}
