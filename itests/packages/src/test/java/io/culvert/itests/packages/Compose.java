package io.culvert.itests.packages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Our compose file. */
final class Compose {

    private final JsonNode file = new ObjectMapper(new YAMLFactory())
            .readTree(Path.of(System.getProperty("culvert.root"), "packages/docker/compose.yaml")
                    .toFile());

    Compose() throws IOException {}

    JsonNode file() {
        return file;
    }

    /** The only service. */
    JsonNode gateway() {
        return file.at("/services/gateway");
    }

    JsonNode volumes() {
        return file.path("volumes");
    }

    /** The words of a list, with the defaults of the variables in them. */
    List<String> words(String path) {
        List<String> words = new ArrayList<>();
        gateway().at(path).forEach(word -> words.add(word.asText().replaceAll("\\$\\{\\w+:-([^}]*)}", "$1")));
        return words;
    }
}
