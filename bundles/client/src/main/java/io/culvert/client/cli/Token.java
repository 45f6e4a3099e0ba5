package io.culvert.client.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where the token comes from: a file or the environment, never the command line, which everyone can read. */
final class Token {

    private Token() {}

    /**
     * The first of: the option, the settings file, the environment. A token file is read again for every connection.
     *
     * @throws UsageException when there is none, or it cannot be read
     */
    static Supplier<String> find(@Nullable Path option, Settings settings) {
        Optional<String> token = settings.value(Settings.TOKEN);
        Optional<Path> file = Optional.ofNullable(option).or(() -> fileOf(settings, token.isPresent()));
        if (file.isPresent()) {
            Secret.warnWhenOthersCanRead("the token", file.get());
            String first = read(file.get());
            return () -> reread(file.get(), first);
        }
        String text = token.orElseThrow(() -> new UsageException(
                "There is no token: pass --token-file FILE, or set CULVERT_TOKEN_FILE or CULVERT_TOKEN"));
        return () -> text;
    }

    /** A token beats a token file of the same place, but not one of a nearer place. */
    private static Optional<Path> fileOf(Settings settings, boolean tokenPresent) {
        boolean nearer = settings.inFile(Settings.TOKEN_FILE) && !settings.inFile(Settings.TOKEN);
        return tokenPresent && !nearer ? Optional.empty() : settings.path(Settings.TOKEN_FILE);
    }

    private static String reread(Path file, String before) {
        try {
            return read(file);
        } catch (UsageException e) {
            Console.warn(e.getMessage() + "; going on with the token that was there before");
            return before;
        }
    }

    private static String read(Path file) {
        String token;
        try {
            token = Files.readString(file).strip();
        } catch (IOException e) {
            throw new UsageException("The token file " + file + " cannot be read (" + Reason.of(e) + ")");
        }
        if (token.isEmpty() || token.chars().anyMatch(Character::isISOControl)) {
            throw new UsageException("The token file " + file + " must hold the token on one line, and nothing else");
        }
        return token;
    }
}
