package io.culvert.shell;

import java.nio.file.Path;
import org.jline.reader.impl.history.DefaultHistory;

/** What was typed in one session, and is forgotten with it: no file is read or written. */
final class MemoryHistory extends DefaultHistory {

    @Override
    public void load() {
        // Nothing to load from.
    }

    @Override
    public void save() {
        // Nothing to save to.
    }

    @Override
    public void read(Path file, boolean checkDuplicates) {
        // Whatever somebody has to do with that file, not here.
    }

    @Override
    public void write(Path file, boolean incremental) {
        // As above.
    }

    @Override
    public void append(Path file, boolean incremental) {
        // As above.
    }

    @Override
    public void purge() {
        // Nor would it be deleted here.
    }
}
