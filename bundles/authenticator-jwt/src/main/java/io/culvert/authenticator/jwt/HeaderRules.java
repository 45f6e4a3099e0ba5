package io.culvert.authenticator.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a token's header may say.
 *
 * @param algorithms what it may be signed with
 * @param type what {@code typ} must be, without {@code application/} and in lower case; empty for anything
 */
record HeaderRules(Set<JWSAlgorithm> algorithms, String type) {

    /** Header parameters that bring or point to a key: the issuer's come from where the operator says, only. */
    private static final List<String> KEYS = List.of("jku", "jwk", "x5u", "x5c");

    /** Ask for a processing that we do not do: RFC 7515 section 4.1.11, RFC 7797, RFC 7516. */
    private static final List<String> EXTENSIONS = List.of("crit", "b64", "enc", "zip");

    Jws check(Token token) throws RefusedTokenException {
        JsonMembers header = token.readHeader();
        JWSAlgorithm algorithm = algorithm(header);
        for (String name : KEYS) {
            if (header.has(name)) {
                throw new RefusedTokenException("its header has " + name + ", a key of its own choice");
            }
        }
        for (String name : EXTENSIONS) {
            if (header.has(name)) {
                throw new RefusedTokenException("its header has " + name + ", which is not supported");
            }
        }
        if (!type.isEmpty() && !type.equals(mediaType(header.text("typ")))) {
            throw new RefusedTokenException("its typ is not " + type);
        }
        return new Jws(new JWSHeader(algorithm), header.text("kid"), token.signedPart(), token.readSignature());
    }

    private JWSAlgorithm algorithm(JsonMembers header) throws RefusedTokenException {
        String name = header.text("alg");
        return algorithms.stream()
                .filter(allowed -> allowed.getName().equals(name))
                .findAny()
                .orElseThrow(() -> new RefusedTokenException("its alg is not one of those that are allowed"));
    }

    /** RFC 7515 section 4.1.9: {@code application/} may be left out, and case makes no difference. */
    static String mediaType(@Nullable String type) {
        String lower = type == null ? "" : type.toLowerCase(Locale.ROOT);
        return lower.startsWith("application/") ? lower.substring("application/".length()) : lower;
    }
}
