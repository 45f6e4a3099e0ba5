package io.culvert.ca;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.culvert.api.ca.AuthorityStatus.Phase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a {@link GenerationFile} has of one generation. */
final class GenerationFields {

    private final int position;
    private @Nullable Integer number;
    private @Nullable String phase;
    private @Nullable String keys;
    private @Nullable String keyName;
    private @Nullable String certificate;
    private @Nullable List<String> path;
    private @Nullable List<String> links;
    private @Nullable Boolean imported;

    /** It makes no sense; the message says what is wrong. */
    static final class MalformedException extends Exception {

        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    private GenerationFields(int position) {
        this.position = position;
    }

    /**
     * Reads the object that has begun.
     *
     * @param position in the file, 1 is the first, for messages
     */
    static Generation read(JsonParser json, int position) throws IOException, MalformedException {
        GenerationFields fields = new GenerationFields(position);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            fields.read(json.currentName(), json.nextToken(), json);
        }
        return fields.generation();
    }

    private void read(String name, JsonToken value, JsonParser json) throws IOException {
        switch (name) {
            case "number" -> number = value == JsonToken.VALUE_NUMBER_INT ? json.getIntValue() : null;
            case "phase" -> phase = json.getValueAsString();
            case "keys" -> keys = json.getValueAsString();
            case "keyName" -> keyName = json.getValueAsString();
            case "imported" -> imported = value.isBoolean() ? json.getBooleanValue() : null;
            case "certificate" -> certificate = json.getValueAsString();
            case "path" -> path = texts(json);
            case "links" -> links = texts(json);
            default -> {}
        }
        json.skipChildren();
    }

    private static @Nullable List<String> texts(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            return null;
        }
        List<String> texts = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            texts.add(String.valueOf(json.getValueAsString()));
            json.skipChildren();
        }
        return texts;
    }

    private Generation generation() throws MalformedException {
        return new Generation(
                given("number", number),
                phase(given("phase", phase)),
                given("keys", keys),
                given("keyName", keyName),
                parse("certificate", given("certificate", certificate)),
                parse("path", given("path", path)),
                parse("links", given("links", links)),
                given("imported", imported));
    }

    private <T> T given(String field, @Nullable T value) throws MalformedException {
        if (value == null) {
            throw malformed(field, "is missing, or of another type");
        }
        return value;
    }

    private Phase phase(String text) throws MalformedException {
        for (Phase each : Phase.values()) {
            if (GenerationFile.text(each).equals(text)) {
                return each;
            }
        }
        throw malformed("phase", "is none of prepared, active, superseded, retired");
    }

    private List<X509Certificate> parse(String field, List<String> pems) throws MalformedException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (String pem : pems) {
            certificates.add(parse(field, pem));
        }
        return certificates;
    }

    private X509Certificate parse(String field, String pem) throws MalformedException {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
        } catch (CertificateException e) {
            throw malformed(field, "is no certificate in PEM");
        }
    }

    private MalformedException malformed(String field, String wrong) {
        return new MalformedException("\"" + field + "\" of the generation in place " + position + " " + wrong);
    }
}
