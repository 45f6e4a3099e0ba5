package io.culvert.api.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class LogContextTest {

    private final List<String> sessions = new ArrayList<>();

    private void note() {
        sessions.add(String.valueOf(MDC.get("session")));
    }

    @Test
    void theThreadIsAboutASessionWhileATaskRunsAndThenAboutWhatItWasBefore() {
        LogContext.within("c1", () -> {
            note();
            LogContext.within("c2", this::note);
            note();
        });
        note();

        assertThat(sessions).containsExactly("c1", "c2", "c1", "null");
    }

    @Test
    void aTaskThatFailsLeavesNothingBehind() {
        assertThatThrownBy(() -> LogContext.within("c1", () -> {
                    throw new IllegalStateException("failed");
                }))
                .hasMessage("failed");
        note();

        assertThat(sessions).containsExactly("null");
    }
}
