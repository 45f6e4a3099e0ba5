package io.culvert.authenticator.jwt;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The members of a JSON object that somebody else wrote: a token's header or claims. Each getter checks the type. */
record JsonMembers(Map<String, Object> all) {

    /** 9999-12-31: what is later was not meant as seconds. */
    private static final double LATEST = 253_402_300_799d;

    /**
     * Reads JSON, RFC 8259, in UTF-8.
     *
     * @return {@code null} when it is not a JSON object, or has a member twice (RFC 7519 section 4)
     */
    static @Nullable JsonMembers parse(byte[] utf8) {
        try {
            String json = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
            Map<String, Object> all = JSONObjectUtils.parse(json);
            return all == null ? null : new JsonMembers(all);
        } catch (CharacterCodingException | ParseException e) {
            return null;
        }
    }

    boolean has(String name) {
        return all.containsKey(name);
    }

    /** A text; {@code null} when absent. */
    @Nullable String text(String name) throws RefusedTokenException {
        Object value = all.get(name);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw new RefusedTokenException("its " + name + " is not a text");
    }

    /** A NumericDate, RFC 7519 section 2: seconds since 1970, possibly with a fraction; {@code null} when absent. */
    @Nullable Instant time(String name) throws RefusedTokenException {
        Object value = all.get(name);
        if (value == null && !has(name)) {
            return null;
        }
        if (value instanceof Number number && number.doubleValue() >= 0 && number.doubleValue() <= LATEST) {
            return Instant.ofEpochSecond(number.longValue());
        }
        throw new RefusedTokenException("its " + name + " is not a number of seconds since 1970");
    }

    /** A whole number that is not negative; {@code null} when absent. */
    @Nullable Long number(String name, long most) throws RefusedTokenException {
        Object value = all.get(name);
        if (value == null && !has(name)) {
            return null;
        }
        if (value instanceof Long number && number >= 0 && number <= most) {
            return number;
        }
        throw new RefusedTokenException("its " + name + " is not a whole number between 0 and " + most);
    }

    /** A text, or several in an array; empty when absent. */
    List<String> texts(String name) throws RefusedTokenException {
        Object value = all.get(name);
        List<?> values = value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
        if (values.stream().allMatch(String.class::isInstance)) {
            return values.stream().map(String.class::cast).toList();
        }
        throw new RefusedTokenException("its " + name + " is neither a text nor a list of texts");
    }

    /** They may identify a person. */
    @Override
    public String toString() {
        return "JsonMembers[***]";
    }
}
