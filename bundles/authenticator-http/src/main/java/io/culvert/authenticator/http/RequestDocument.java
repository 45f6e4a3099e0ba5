package io.culvert.authenticator.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.culvert.api.auth.Credentials;
import io.culvert.api.config.BadConfigurationException;
import io.culvert.api.config.ConfigurationReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How credentials are put into the body of a request.
 *
 * @param format how the body is written
 * @param fields what it says, in this order
 */
record RequestDocument(Format format, List<Field> fields) {

    private static final JsonFactory JSON = new JsonFactory();

    /** How a body is written. */
    enum Format {
        /** A JSON object of strings, RFC 8259. */
        JSON("application/json"),
        /** What a form of a web page sends: {@code application/x-www-form-urlencoded}. */
        FORM("application/x-www-form-urlencoded");

        private final String mediaType;

        Format(String mediaType) {
            this.mediaType = mediaType;
        }
    }

    /**
     * One thing that the service is told.
     *
     * @param name under which
     * @param of what; {@code null} when the peer did not say it, then it is left out
     */
    record Field(String name, Function<Credentials, @Nullable String> of) {}

    static RequestDocument of(HttpConfig config, Preset preset, ConfigurationReader reader)
            throws BadConfigurationException {
        Format format =
                reader.oneOf("request.format", preset.value("request.format", config.request_format()), Format.class);
        List<Field> fields = new ArrayList<>();
        add(fields, preset.value("request.token", config.request_token()), Credentials::token);
        if (fields.isEmpty()) {
            throw BadConfigurationException.of(
                    "request.token", config.request_token(), "the service must be told the token");
        }
        add(fields, preset.value("request.uuid", config.request_uuid()), Credentials::uuid);
        add(fields, preset.value("request.name", config.request_name()), Credentials::name);
        add(fields, preset.value("request.nonce", config.request_nonce()), Credentials::nonce);
        add(fields, preset.value("request.address", config.request_address()), RequestDocument::address);
        if (fields.stream().map(Field::name).distinct().count() < fields.size()) {
            throw new BadConfigurationException("request.*: two fields have the same name");
        }
        return new RequestDocument(format, List.copyOf(fields));
    }

    private static void add(List<Field> fields, String name, Function<Credentials, @Nullable String> of) {
        if (!name.isEmpty()) {
            fields.add(new Field(name, of));
        }
    }

    private static String address(Credentials credentials) {
        InetSocketAddress remote = credentials.connection().remote();
        return remote.isUnresolved()
                ? remote.getHostString()
                : remote.getAddress().getHostAddress();
    }

    String mediaType() {
        return format.mediaType;
    }

    /**
     * The body.
     *
     * @return {@code null} when the credentials hold half a surrogate pair: UTF-8 has no bytes for that, and what is put
     *     in its place could be another token
     */
    byte @Nullable [] write(Credentials credentials) {
        Map<String, String> told = new LinkedHashMap<>();
        for (Field field : fields) {
            String value = field.of().apply(credentials);
            if (value != null) {
                if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
                    return null;
                }
                told.put(field.name(), value);
            }
        }
        return format == Format.JSON ? json(told) : form(told);
    }

    private static byte[] json(Map<String, String> told) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            for (Map.Entry<String, String> field : told.entrySet()) {
                json.writeStringField(field.getKey(), field.getValue());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // not into memory
        }
        return out.toByteArray();
    }

    private static byte[] form(Map<String, String> told) {
        return told.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"))
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
