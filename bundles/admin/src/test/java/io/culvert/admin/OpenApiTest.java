package io.culvert.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The document is good, and says what is there: no more, no less. */
final class OpenApiTest {

    @TempDir
    Path state = Path.of(""); // set by JUnit

    private final OpenApi document = read();

    private static OpenApi read() {
        try {
            return OpenApi.read();
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theDocumentIsOpenApi31() throws Exception {
        JsonNode schema = new ObjectMapper().readTree(FrameworkFixture.resource("openapi-3.1-schema.json"));

        assertThat(JsonSchemaFactory.getInstance(VersionFlag.V202012)
                        .getSchema(schema)
                        .validate(document.root()))
                .isEmpty();
    }

    @Test
    void everyExampleIsAsItsSchemaSays() {
        List<String> problems = new ArrayList<>();
        document.root().at("/components/schemas").properties().forEach(each -> each.getValue()
                .path("examples")
                .forEach(example -> problems.addAll(document.problems(each.getValue(), example))));

        assertThat(problems).isEmpty();
    }

    @Test
    void everyOperationIsThereWithItsRoleAndParametersAndTheReverse() throws Exception {
        TreeMap<String, String> described = new TreeMap<>();
        for (OpenApi.Operation operation : document.operations()) {
            List<String> query = new ArrayList<>();
            operation.description().path("parameters").forEach(parameter -> {
                if (parameter.path("in").asText().equals("query")) {
                    query.add(parameter.path("name").asText());
                }
            });
            described.put(
                    operation.method() + " " + operation.path(),
                    operation.description().path("x-role").asText() + " " + query);
        }
        TreeMap<String, String> there = new TreeMap<>();
        try (AdminServer server = new AdminServer(state)) {
            for (Route route : server.servlet.operations()) {
                there.put(route.method() + " " + route.path(), route.role() + " " + route.query());
            }
            assertThat(there).isEqualTo(described);
            assertThat(server.get("/openapi.json").json()).isEqualTo(document.root());
        }
    }
}
