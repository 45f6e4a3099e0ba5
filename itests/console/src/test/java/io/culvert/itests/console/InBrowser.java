package io.culvert.itests.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test a visit of its own, at the one gateway in the one browser. A test fails as well when its pages
 * complained; one that failed leaves a picture and Playwright's trace in {@code target/screenshots}.
 */
final class InBrowser implements ParameterResolver, AfterEachCallback {

    private static final Namespace OURS = Namespace.create(InBrowser.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Visit.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        SharedConsole console = context.getRoot()
                .getStore(OURS)
                .getOrComputeIfAbsent(SharedConsole.class, key -> start(), SharedConsole.class);
        Visit visit = new Visit(console);
        context.getStore(OURS).put(Visit.class, visit);
        return visit;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        try (Visit visit = context.getStore(OURS).remove(Visit.class, Visit.class)) {
            if (visit == null) {
                return;
            }
            if (context.getExecutionException().isPresent()) {
                visit.keepTrace(context.getRequiredTestClass().getSimpleName() + "-"
                        + context.getRequiredTestMethod().getName());
            }
            assertThat(visit.complaints().unexpected())
                    .as("what the page complained of")
                    .isEmpty();
        }
    }

    private static SharedConsole start() {
        try {
            return SharedConsole.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
