package io.culvert.authenticator.tck;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A token that means harm, or was never meant to be one.
 *
 * @param what it is
 * @param token the token; where it is not too short for that, {@link #MARK} is in it
 */
record HostileToken(String what, String token) {

    /** By this a hostile token is known wherever it turns up. */
    static final String MARK = "hostile-4a1f09c7d2";

    private static final int MEBIBYTE = 1 << 20;

    static List<HostileToken> all() {
        return List.of(
                new HostileToken("empty", ""),
                new HostileToken("a space", " "),
                new HostileToken("1 MiB", MARK + "x".repeat(MEBIBYTE)),
                new HostileToken("1 MiB of colons", MARK + ":".repeat(MEBIBYTE)),
                new HostileToken("1 MiB of dots", MARK + ".".repeat(MEBIBYTE)),
                new HostileToken("deeply nested JSON", MARK + "[{\"a\":".repeat(MEBIBYTE / 6)),
                new HostileToken("NUL", MARK + "\0" + MARK),
                new HostileToken("a lone high surrogate", MARK + "\ud800"),
                new HostileToken("a lone low surrogate", "\udc00" + MARK),
                new HostileToken("control characters", MARK + controlCharacters()),
                new HostileToken("a forged line of a log", MARK + "\r\n2026-11-22 ERROR all is lost"),
                new HostileToken("text from right to left", MARK + "\u202e\u2066"),
                new HostileToken("beyond the basic plane", MARK + "\ud83d\udd11"),
                new HostileToken("SQL", MARK + "' OR '1'='1' --"),
                new HostileToken("JSON", "{\"token\":\"" + MARK + "\",\"admin\":true}"),
                new HostileToken("a path", "../../../../../../etc/passwd/" + MARK),
                new HostileToken("a reference to a file", "file:/etc/passwd#" + MARK),
                new HostileToken("a URL", "http://127.0.0.1:1/" + MARK),
                new HostileToken("a lookup", "${jndi:ldap://127.0.0.1:1/" + MARK + "}${env:PATH}"),
                new HostileToken("a format", MARK + "%s%n%x{}{0}$1\\1"),
                new HostileToken("a pattern", MARK + ".*(a+)+$*?[" + "a".repeat(64) + "!"),
                new HostileToken("topics", MARK + "/#/+/$SYS"),
                new HostileToken("markup", "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:/etc/passwd\">]>" + MARK),
                new HostileToken("a JWT without signature", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9." + MARK),
                new HostileToken("three parts of nothing", MARK + "::"),
                new HostileToken("a number that is too large", MARK + ":" + "9".repeat(400) + ":" + "0".repeat(64)),
                new HostileToken("a number below zero", MARK + ":-1:" + "0".repeat(64)));
    }

    private static String controlCharacters() {
        return IntStream.concat(IntStream.range(1, 0x20), IntStream.range(0x7f, 0xa0))
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }
}
