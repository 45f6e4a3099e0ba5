package io.culvert.audit;

import io.culvert.api.event.AuditLog;
import io.culvert.api.event.AuditReport;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongConsumer;

/** Reads the log while it is written. For any thread. */
final class AuditReader implements AuditLog {

    private static final int MOST_LINES = 10_000;

    private final AuditFiles files;
    private final Recorder recorder;

    AuditReader(AuditFiles files, Recorder recorder) {
        this.files = files;
        this.recorder = recorder;
    }

    @Override
    public List<String> tail(int lines) throws IOException {
        int most = Math.min(lines, MOST_LINES);
        Deque<String> found = new ArrayDeque<>();
        List<Path> all = files.all();
        for (int i = all.size() - 1; i >= 0 && found.size() < most; i--) {
            List<String> content;
            try {
                content = Files.readAllLines(all.get(i), StandardCharsets.ISO_8859_1);
            } catch (NoSuchFileException e) {
                break; // too old meanwhile
            }
            for (int j = content.size() - 1; j >= 0 && found.size() < most; j--) {
                if (Line.of(content.get(j)) != null) { // the last one may be on its way
                    found.addFirst(content.get(j));
                }
            }
        }
        return List.copyOf(found);
    }

    @Override
    public AuditReport verify(LongConsumer progress) throws IOException {
        Chain chain = recorder.chain();
        List<Verification.Part> parts = new ArrayList<>();
        try {
            Chain.Head end;
            synchronized (chain) { // nothing is renamed, deleted or written meanwhile
                end = chain.head();
                for (Path file : files.all()) {
                    FileChannel channel = FileChannel.open(file);
                    parts.add(Verification.part(
                            file, file.equals(files.current()) ? chain.length() : channel.size(), channel));
                }
            }
            return new Verification(chain.seal(), progress).read(parts, end);
        } finally {
            for (Verification.Part part : parts) {
                part.channel().close();
            }
        }
    }
}
