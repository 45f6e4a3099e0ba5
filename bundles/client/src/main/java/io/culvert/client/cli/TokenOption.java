package io.culvert.client.cli;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** By what the gateway knows this end. */
final class TokenOption {

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "The token, on one line. Default: CULVERT_TOKEN, else the file CULVERT_TOKEN_FILE")
    private @Nullable Path file;

    Supplier<String> token(Settings settings) {
        return Token.find(file, settings);
    }
}
