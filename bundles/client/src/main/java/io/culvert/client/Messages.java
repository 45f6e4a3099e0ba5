package io.culvert.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.culvert.client.CulvertException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The few documents before a tunnel. */
final class Messages {

    static final String ESTABLISHED = "RemoteProxy.TunnelEstablished";

    private static final JsonFactory JSON = new JsonFactory();

    private Messages() {}

    static byte[] authenticate(int id, String uuid, String name, String token, @Nullable String nonce)
            throws IOException {
        Map<String, String> params = new LinkedHashMap<>();
        params.put("uuid", uuid);
        params.put("name", name);
        params.put("token", token);
        if (nonce != null) {
            params.put("nonce", nonce);
        }
        return request(id, "Authentication.Authenticate", params);
    }

    static byte[] request(int id, String method, Map<String, String> params) throws IOException {
        ByteArrayOutputStream document = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(document)) {
            json.writeStartObject();
            json.writeNumberField("id", id);
            json.writeStringField("method", method);
            json.writeObjectFieldStart("params");
            for (Map.Entry<String, String> param : params.entrySet()) {
                json.writeStringField(param.getKey(), param.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        return document.toByteArray();
    }

    /**
     * What a gateway says: {@code status}, {@code error}, {@code notification} and the members of {@code params}, as far
     * as they are plain values; everything else is skipped.
     */
    record Incoming(Map<String, String> fields, Map<String, String> params) {

        String field(String name) {
            return fields.getOrDefault(name, "");
        }

        String param(String name) {
            return params.getOrDefault(name, "");
        }
    }

    static Incoming parse(byte[] document) throws CulvertException {
        Map<String, String> fields = new HashMap<>();
        Map<String, String> params = new HashMap<>();
        try (JsonParser json = JSON.createParser(document)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw notUnderstood(null);
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                if (json.nextToken() == JsonToken.START_OBJECT && name.equals("params")) {
                    members(json, params);
                } else {
                    value(json, name, fields);
                }
            }
        } catch (CulvertException e) {
            throw e;
        } catch (IOException e) {
            throw notUnderstood(e);
        }
        return new Incoming(fields, params);
    }

    private static void members(JsonParser json, Map<String, String> target) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            value(json, name, target);
        }
    }

    private static void value(JsonParser json, String name, Map<String, String> target) throws IOException {
        if (json.currentToken().isScalarValue()) {
            target.put(name, json.getText());
        } else {
            json.skipChildren();
        }
    }

    private static CulvertException notUnderstood(@Nullable IOException cause) {
        return new CulvertException(Kind.PROTOCOL, "What answers there does not speak this protocol", cause);
    }
}
