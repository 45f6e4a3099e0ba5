package io.culvert.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import org.jline.reader.History;
import org.jline.reader.LineReader;
import org.jline.reader.Widget;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EditorGuardTest {

    private LineReaderImpl editor;

    @BeforeEach
    void open() throws Exception {
        editor = new LineReaderImpl(
                new DumbTerminal(new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream()));
    }

    @Test
    void whatIsTypedIsRememberedInNoFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("history");
        Files.writeString(file, "1:what somebody else typed\n");
        EditorGuard.guard(editor);
        editor.setVariable(LineReader.HISTORY_FILE, file);
        editor.getHistory().attach(editor);
        editor.getHistory().add(Instant.EPOCH, "evil");
        editor.getHistory().save();
        editor.getHistory().append(file, true);
        editor.getHistory().write(file, false);
        editor.getHistory().read(file, false);
        editor.getHistory().purge();

        assertThat(file).hasContent("1:what somebody else typed");
        assertThat(editor.getHistory()).hasSize(1);
        assertThat(editor.getHistory().get(0)).isEqualTo("evil");
    }

    @Test
    void theKeyThatOpensAnEditorDoesNothing() {
        EditorGuard.guard(editor);
        Widget widget = Objects.requireNonNull(editor.getWidgets().get(LineReader.EDIT_AND_EXECUTE_COMMAND));
        assertThat(widget.apply()).isFalse();
    }

    @Test
    void aSessionKeepsItsHistory() {
        EditorGuard.guard(editor);
        History history = editor.getHistory();
        EditorGuard.guard(editor);
        assertThat(editor.getHistory()).isSameAs(history);
    }
}
