package io.culvert.itests.packages;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The Helm chart, as Helm renders it and as Kubernetes reads it. */
final class Chart {

    private static final Path FOLDER = Path.of(System.getProperty("culvert.root"), "packages/helm/culvert")
            .toAbsolutePath()
            .normalize();
    private static final ObjectMapper YAML =
            new ObjectMapper(new YAMLFactory()).enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "ConfigMap", ConfigMap.class,
            "Service", Service.class,
            "StatefulSet", StatefulSet.class,
            "PodDisruptionBudget", PodDisruptionBudget.class,
            "NetworkPolicy", NetworkPolicy.class);

    private final List<JsonNode> documents = new ArrayList<>();

    /**
     * Renders the release {@code gw} in the namespace {@code edge}.
     *
     * @param values a values file, may be empty
     * @throws IllegalStateException with what Helm says when it refuses
     */
    Chart(String values) throws IOException {
        Path file = Files.createTempFile("values-", ".yaml");
        Files.writeString(file, values);
        TemplateCommand command =
                new Helm(FOLDER).template().withName("gw").withNamespace("edge").withKubeVersion("1.30.0");
        String rendered =
                values.isEmpty() ? command.call() : command.withValuesFile(file).call();
        Files.delete(file);
        try (var all = YAML.readerFor(JsonNode.class).<JsonNode>readValues(rendered)) {
            all.forEachRemaining(document -> {
                if (!document.isNull() && !document.isMissingNode()) {
                    documents.add(document);
                }
            });
        }
    }

    static LintResult lint() {
        return new Helm(FOLDER).lint().strict().call();
    }

    /** The kinds of its documents. */
    List<String> kinds() {
        return documents.stream()
                .map(document -> document.path("kind").asText())
                .toList();
    }

    /** The document of a kind, as it was written. */
    JsonNode document(String kind) {
        return documents.stream()
                .filter(document -> document.path("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    /** All that are of Kubernetes itself; fails on a field that the kind does not have. */
    List<HasMetadata> objects() throws IOException {
        List<HasMetadata> objects = new ArrayList<>();
        for (JsonNode document : documents) {
            Class<? extends HasMetadata> type = KINDS.get(document.path("kind").asText());
            if (type != null) {
                objects.add(strict(document, type));
            }
        }
        return objects;
    }

    private static HasMetadata strict(JsonNode document, Class<? extends HasMetadata> type) throws IOException {
        HasMetadata object = YAML.treeToValue(document, type);
        new StrictFields().check(object);
        return object;
    }

    StatefulSet statefulSet() throws IOException {
        return YAML.treeToValue(document("StatefulSet"), StatefulSet.class);
    }

    ConfigMap configMap() throws IOException {
        return YAML.treeToValue(document("ConfigMap"), ConfigMap.class);
    }
}
