package io.culvert.authenticator.certificate;

import java.util.regex.Pattern;

/** A pattern in which {@code *} stands for any number of characters, {@code ?} for one, and all else for itself. */
record Glob(Pattern pattern) {

    static Glob of(String text) {
        StringBuilder regex = new StringBuilder();
        for (String part : text.split("(?<=[*?])|(?=[*?])", -1)) {
            regex.append(part.equals("*") ? ".*" : part.equals("?") ? "." : Pattern.quote(part));
        }
        return new Glob(Pattern.compile(regex.toString(), Pattern.DOTALL));
    }

    boolean matches(String text) {
        return pattern.matcher(text).matches();
    }
}
