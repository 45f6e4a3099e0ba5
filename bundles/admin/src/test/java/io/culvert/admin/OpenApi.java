package io.culvert.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The document of the API, by which answers are checked. */
record OpenApi(JsonNode root, Map<String, JsonSchema> schemas) {

    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(VersionFlag.V202012);
    private static final SchemaValidatorsConfig STRICT =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

    static OpenApi read() throws IOException {
        return new OpenApi(
                new ObjectMapper().readTree(FrameworkFixture.resource("openapi.json")), new ConcurrentHashMap<>());
    }

    /** One operation. */
    record Operation(String method, String path, JsonNode description) {}

    List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        root.path("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(each -> operations.add(new Operation(
                        each.getKey().toUpperCase(java.util.Locale.ROOT), path.getKey(), each.getValue()))));
        return operations;
    }

    /** Status, type and content must be as the document says. */
    void check(String method, String path, Reply reply) {
        String wanted = method.equals("HEAD") ? "GET" : method;
        JsonNode responses = operations().stream()
                .filter(each -> each.method().equals(wanted))
                .sorted((one, other) ->
                        Boolean.compare(one.path().contains("{"), other.path().contains("{")))
                .filter(each -> path.matches(each.path().replaceAll("\\{[^}]*}", "[^/]+")))
                .findFirst()
                .map(each -> each.description().path("responses"))
                .orElse(root.path("none"));
        JsonNode response = responses.path(String.valueOf(reply.status()));
        if (response.has("$ref")) {
            response = root.at(response.path("$ref").asText().substring(1));
        }
        if (response.isMissingNode()) {
            assertThat(reply.status())
                    .as("%s %s: %s", method, path, reply.text())
                    .isGreaterThanOrEqualTo(400);
            response = root.at("/components/responses/NotFound");
        }
        JsonNode content = response.path("content");
        if (content.isMissingNode() || method.equals("HEAD")) {
            assertThat(reply.text()).isEmpty();
            return;
        }
        JsonNode type = content.path(reply.type());
        assertThat(type.isMissingNode())
                .as("%s %s answers %s with %s", method, path, reply.status(), reply.type())
                .isFalse();
        if (reply.type().endsWith("json")) {
            assertThat(problems(type.path("schema"), reply.json()))
                    .as("%s %s: %s", method, path, reply.text())
                    .isEmpty();
        }
    }

    /** What is wrong with a value. */
    List<String> problems(JsonNode schema, JsonNode value) {
        JsonSchema compiled = schemas.computeIfAbsent(schema.toString(), key -> {
            ObjectNode whole = new ObjectMapper().createObjectNode();
            whole.setAll((ObjectNode) schema);
            whole.set("components", root.path("components"));
            return FACTORY.getSchema(whole, STRICT);
        });
        return compiled.validate(value).stream().map(Object::toString).toList();
    }
}
