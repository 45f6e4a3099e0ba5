package io.culvert.authenticator.jwt;

import io.culvert.api.auth.AuthResult.Accepted;
import io.culvert.api.auth.AuthResult.Uses;
import io.culvert.api.auth.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a valid token gives to its peer. A name of a claim is empty where no claim is looked at.
 *
 * @param identity claim with the identity
 * @param scope claim with the scope
 * @param uses claim that says for how many tunnels the token is good
 * @param once whether every token is good for one tunnel
 * @param tunnels claim that takes the place of {@link Limits#tunnels}
 * @param bytesPerSecond claim that takes the place of {@link Limits#bytesPerSecond}
 * @param lifetime claim that takes the place of {@link Limits#lifetime}, in seconds
 * @param limits what holds where there is no claim
 * @param attributes claims that become attributes
 */
record Grants(
        String identity,
        String scope,
        String uses,
        boolean once,
        String tunnels,
        String bytesPerSecond,
        String lifetime,
        Limits limits,
        List<String> attributes) {

    private static final int LONGEST_NAME = 256;

    /** Controls, invisible and bidirectional formatting, line ends, halves of characters: they would forge a log. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    /** How the gateway itself names the scope of peers with equal tokens. */
    private static final String SCOPE_OF_TOKEN = "token:";

    /**
     * What a token gives, if it is signed.
     *
     * @param end when nobody accepts it any more
     */
    Accepted accept(Token token, Instant end) throws RefusedTokenException {
        JsonMembers claims = token.claims();
        Accepted accepted =
                new Accepted(name(identity, claims)).within(limits(claims)).goodFor(uses(token, end));
        return accepted.inScope(scope.isEmpty() ? null : scope(claims)).with(attributes(claims));
    }

    private String scope(JsonMembers claims) throws RefusedTokenException {
        String name = name(scope, claims);
        if (name.startsWith(SCOPE_OF_TOKEN)) {
            throw new RefusedTokenException("its " + scope + " begins with " + SCOPE_OF_TOKEN);
        }
        return name;
    }

    private static String name(String claim, JsonMembers claims) throws RefusedTokenException {
        String name = claims.text(claim);
        if (name == null || name.isBlank()) {
            throw new RefusedTokenException("it has no " + claim);
        }
        if (name.length() > LONGEST_NAME || UNPRINTABLE.matcher(name).find()) {
            throw new RefusedTokenException(
                    "its " + claim + " is longer than " + LONGEST_NAME + " characters or not printable");
        }
        return name;
    }

    private @Nullable Uses uses(Token token, Instant end) throws RefusedTokenException {
        JsonMembers claims = token.claims();
        if (once) {
            return new Uses(1, end, token.signedPart());
        }
        if (!claims.has(uses)) {
            return null;
        }
        int tunnels = (int) number(uses, claims, Integer.MAX_VALUE, 0);
        if (tunnels == 0) {
            throw new RefusedTokenException("its " + uses + " is 0");
        }
        return new Uses(tunnels, end, token.signedPart());
    }

    private Limits limits(JsonMembers claims) throws RefusedTokenException {
        return new Limits(
                (int) number(tunnels, claims, Integer.MAX_VALUE, limits.tunnels()),
                number(bytesPerSecond, claims, Long.MAX_VALUE, limits.bytesPerSecond()),
                Duration.ofSeconds(number(
                        lifetime, claims, Integer.MAX_VALUE, limits.lifetime().toSeconds())));
    }

    private static long number(String claim, JsonMembers claims, long most, long otherwise)
            throws RefusedTokenException {
        Long number = claim.isEmpty() ? null : claims.number(claim, most);
        return number == null ? otherwise : number;
    }

    private Map<String, String> attributes(JsonMembers claims) {
        Map<String, String> found = new LinkedHashMap<>();
        for (String name : attributes) {
            String value = plain(claims.all().get(name));
            if (value != null) {
                found.put(name, value);
            }
        }
        return found;
    }

    /** A value as text, a list of such with commas; {@code null} for what is neither. */
    private static @Nullable String plain(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list.stream()
                    .map(element -> element instanceof List<?> ? null : plain(element))
                    .filter(element -> element != null)
                    .collect(Collectors.joining(","));
        }
        return value == null || value instanceof Map<?, ?>
                ? null
                : UNPRINTABLE.matcher(value.toString()).replaceAll("?");
    }
}
