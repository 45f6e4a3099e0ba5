package io.culvert.ca;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.culvert.api.ca.AuthorityStatus.Phase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The file of the generations: JSON (RFC 8259), the certificates as PEM. For any thread, but one at a time writes. */
final class GenerationFile {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final DurableFiles files;
    private final Path file;

    GenerationFile(DurableFiles files, Path file) {
        this.files = files;
        this.file = file;
    }

    /**
     * The generations in the file's order; none when there is no file. What this version does not know is ignored.
     *
     * @throws DamagedFileException when the file makes no sense
     */
    List<Generation> read() throws IOException {
        if (Files.notExists(file)) {
            return List.of();
        }
        try (JsonParser json = JSON.createParser(content())) {
            List<Generation> generations = document(json);
            Set<Integer> numbers = new HashSet<>();
            for (Generation generation : generations) {
                if (!numbers.add(generation.number())) {
                    throw new GenerationFields.MalformedException(
                            "generation " + generation.number() + " is there twice");
                }
            }
            return generations;
        } catch (JsonProcessingException e) {
            throw new DamagedFileException(
                    file, "is not JSON (line " + e.getLocation().getLineNr() + ": " + e.getOriginalMessage() + ")");
        } catch (GenerationFields.MalformedException e) {
            throw new DamagedFileException(file, "is damaged: " + e.getMessage());
        }
    }

    private byte[] content() throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw DurableFiles.unreadable(file, e);
        }
    }

    private static List<Generation> document(JsonParser json) throws IOException, GenerationFields.MalformedException {
        List<Generation> generations = null;
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new GenerationFields.MalformedException("it holds no JSON object");
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            if (field.equals("generations") && value == JsonToken.START_ARRAY) {
                generations = new ArrayList<>();
                while (json.nextToken() == JsonToken.START_OBJECT) {
                    generations.add(GenerationFields.read(json, generations.size() + 1));
                }
                if (json.currentToken() != JsonToken.END_ARRAY) {
                    throw new GenerationFields.MalformedException("something in \"generations\" is no object");
                }
            } else {
                json.skipChildren();
            }
        }
        if (generations == null) {
            throw new GenerationFields.MalformedException("it has no list \"generations\"");
        }
        if (json.nextToken() != null) {
            throw new GenerationFields.MalformedException("something comes after the JSON object");
        }
        return generations;
    }

    /** Replaces what is in the file. */
    void write(List<Generation> generations) throws IOException {
        ByteArrayOutputStream document = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(document)) {
            json.setPrettyPrinter(
                    new DefaultPrettyPrinter().withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE));
            json.writeStartObject();
            json.writeArrayFieldStart("generations");
            for (Generation generation : generations) {
                write(json, generation);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        document.write('\n');
        files.replace(file, document.toByteArray(), false);
    }

    private static void write(JsonGenerator json, Generation generation) throws IOException {
        json.writeStartObject();
        json.writeNumberField("number", generation.number());
        json.writeStringField("phase", text(generation.phase()));
        json.writeStringField("keys", generation.keys());
        json.writeStringField("keyName", generation.keyName());
        json.writeBooleanField("imported", generation.imported());
        json.writeStringField("certificate", pem(generation.certificate()));
        write(json, "path", generation.path());
        write(json, "links", generation.links());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String field, List<X509Certificate> certificates) throws IOException {
        json.writeArrayFieldStart(field);
        for (X509Certificate certificate : certificates) {
            json.writeString(pem(certificate));
        }
        json.writeEndArray();
    }

    static String text(Phase phase) {
        return phase.name().toLowerCase(Locale.ROOT);
    }

    private static String pem(X509Certificate certificate) {
        try {
            return PemText.of("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("a certificate that has no encoding", e);
        }
    }
}
