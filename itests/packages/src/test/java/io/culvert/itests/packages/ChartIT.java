package io.culvert.itests.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Helm chart, linted and rendered by Helm. */
class ChartIT {

    private static final String EVERYTHING = """
            replicaCount: 3
            imagePullSecrets: [{name: registry}]
            names: [gateway.example]
            tls: {secretName: gateway-tls}
            config:
              io.culvert.broker.cfg: |
                alone.timeout = 60
            configSecret: gateway-tokens
            javaOptions: -Xmx512m
            extraArgs: [--verbose]
            service:
              type: LoadBalancer
              externalTrafficPolicy: Local
              annotations: {example.org/pool: edge}
            metrics:
              serviceMonitor:
                enabled: true
                labels: {release: prometheus}
                tokenSecret: {name: gateway-metrics}
            persistence: {storageClassName: fast}
            podDisruptionBudget: {enabled: true}
            networkPolicy:
              enabled: true
              consoleFrom: [{namespaceSelector: {matchLabels: {name: monitoring}}}]
            podAnnotations: {a: b}
            podLabels: {c: d}
            nodeSelector: {disk: ssd}
            tolerations: [{key: edge, operator: Exists}]
            affinity: {podAntiAffinity: {}}
            topologySpreadConstraints:
              - {maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway}
            priorityClassName: high
            """;

    @Test
    void helmFindsNothingWrong() {
        assertThat(Chart.lint().isFailed()).as("%s", Chart.lint().getMessages()).isFalse();
    }

    @Test
    void byDefaultItIsOneGatewayAndNothingOptional() throws Exception {
        assertThat(new Chart("").kinds()).containsExactlyInAnyOrder("ConfigMap", "Service", "Service", "StatefulSet");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", EVERYTHING, "persistence: {enabled: false}"})
    void everyFieldIsOneOfKubernetes(String values) throws Exception {
        assertThat(new Chart(values).objects()).hasSizeGreaterThanOrEqualTo(4).allSatisfy(object -> {
            assertThat(object.getMetadata().getName()).startsWith("gw-culvert");
            assertThat(object.getMetadata().getLabels()).containsEntry("app.kubernetes.io/instance", "gw");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", EVERYTHING})
    void podsMeetTheRestrictedStandard(String values) throws Exception {
        PodSpec pod = pod(values);

        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(containers(pod)).hasSize(2).allSatisfy(container -> {
            assertThat(container.getSecurityContext().getAllowPrivilegeEscalation())
                    .isFalse();
            assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                    .isTrue();
            assertThat(container.getSecurityContext().getCapabilities().getDrop())
                    .containsExactly("ALL");
            assertThat(container.getResources().getLimits()).containsKey("memory");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", EVERYTHING, "persistence: {enabled: false}"})
    void whatIsMountedIsThere(String values) throws Exception {
        StatefulSet set = new Chart(values).statefulSet();
        PodSpec pod = set.getSpec().getTemplate().getSpec();
        Set<String> volumes =
                new HashSet<>(pod.getVolumes().stream().map(Volume::getName).toList());
        set.getSpec()
                .getVolumeClaimTemplates()
                .forEach(claim -> volumes.add(claim.getMetadata().getName()));

        assertThat(containers(pod)
                        .flatMap(container -> container.getVolumeMounts().stream())
                        .map(VolumeMount::getName))
                .allSatisfy(name -> assertThat(volumes).contains(name));
        assertThat(set.getSpec().getSelector().getMatchLabels().entrySet())
                .isSubsetOf(
                        set.getSpec().getTemplate().getMetadata().getLabels().entrySet());
    }

    @Test
    void anotherConfigurationRestartsThePods() throws Exception {
        assertThat(checksum("")).isNotEqualTo(checksum("config: {io.culvert.broker.cfg: alone.timeout = 60}"));
    }

    private static String checksum(String values) throws IOException {
        return new Chart(values)
                .statefulSet()
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getAnnotations()
                .toString();
    }

    @Test
    void metricsAreReadWithAToken() throws Exception {
        JsonNode endpoint = new Chart(EVERYTHING).document("ServiceMonitor").at("/spec/endpoints/0");

        assertThat(endpoint.path("path").asText()).isEqualTo("/metrics");
        assertThat(endpoint.at("/authorization/credentials/name").asText()).isEqualTo("gateway-metrics");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "replicas: 3",
                "replicaCount: -1",
                "replicaCount: two",
                "service: {type: ExternalName}",
                "service: {port: 70000}",
                "names: ['a b']",
                "config: {'../../token': x}",
                "persistence: {accessModes: [ReadWriteMany]}",
                "metrics: {serviceMonitor: {enabled: true}}"
            })
    void valuesThatMakeNoSenseAreRefused(String values) {
        assertThatThrownBy(() -> new Chart(values)).isInstanceOf(IllegalStateException.class);
    }

    private static PodSpec pod(String values) throws IOException {
        return new Chart(values).statefulSet().getSpec().getTemplate().getSpec();
    }

    private static Stream<Container> containers(PodSpec pod) {
        return Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream());
    }
}
