package io.culvert.metrics;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/ has for those who run Prometheus and Grafana. */
class MonitoringDocumentsTest {

    private static final Path DOCS = Path.of("../../docs");
    private static final Path MONITORING = DOCS.resolve("monitoring");
    private static final Path RULES = MONITORING.resolve("culvert.rules.yml");
    /** What Prometheus itself says of those whom it asks. */
    private static final String UP = "up";

    private static final Pattern STRING = Pattern.compile("\"[^\"]*\"");
    private static final Pattern NAME = Pattern.compile("\\b(?:culvert|jvm|process)_\\w+|\\bup\\b");
    /** Grafana's, for Prometheus to parse. */
    private static final Pattern RATE_INTERVAL = Pattern.compile("\\$__rate_interval");

    @Test
    void theTableOfOperationsIsWhatIsExposed() throws IOException {
        String table = MetricsTable.of(Exposed.text());
        assertThat(Files.readString(DOCS.resolve("operations.md")))
                .as("docs/operations.md must have this table:\n" + table)
                .contains(table);
    }

    @Test
    void everyAlertFiresAndDoesNot() throws IOException {
        promtool("test", "rules", MONITORING.resolve("culvert.rules.test.yml"));
        String tests = Files.readString(MONITORING.resolve("culvert.rules.test.yml"));
        assertThat(all("- alert: (\\w+)", Files.readString(RULES)))
                .hasSizeGreaterThan(15)
                .allSatisfy(alert -> assertThat(tests)
                        .contains("alertname: " + alert + "\n        exp_alerts: []")
                        .contains("alertname: " + alert + "\n        exp_alerts:\n"));
    }

    @Test
    void rulesAskForNothingThatIsNotExposed() throws IOException {
        promtool("check", "rules", RULES);
        String rules = Files.readString(RULES);
        Set<String> used = new TreeSet<>();
        for (String expression : all("expr: (?:\\|\n)?((?:.+\n)(?: {10,}.*\n)*)", rules)) {
            used.addAll(metrics(expression));
        }
        assertThat(used).hasSizeGreaterThan(10).isSubsetOf(exposed());
    }

    @Test
    void theExampleOfAConfigurationIsOne() throws IOException {
        promtool("check", "config", "--syntax-only", MONITORING.resolve("prometheus.yml"));
        assertThat(Files.readString(MONITORING.resolve("prometheus.yml")))
                .contains("culvert.rules.yml", "credentials_file", "ca_file", "metrics_path: /metrics");
    }

    @Test
    void theDashboardAsksForNothingThatIsNotExposed(@TempDir Path folder) throws IOException {
        JsonNode dashboard = new JsonMapper()
                .readTree(MONITORING.resolve("grafana-dashboard.json").toFile());
        List<String> expressions = dashboard.findValuesAsText("expr");
        assertThat(expressions).hasSizeGreaterThan(40);
        assertThat(dashboard.path("panels").findValuesAsText("id")).doesNotHaveDuplicates();

        Set<String> used = new TreeSet<>();
        expressions.forEach(expression -> used.addAll(metrics(expression)));
        assertThat(used).isSubsetOf(exposed());
        assertThat(used).as("everything of ours is shown").containsAll(ours());

        promtool("check", "rules", Files.writeString(folder.resolve("rules.yml"), asRules(expressions)));
    }

    /** Recording rules, the only expressions that promtool takes from a file. */
    private static String asRules(List<String> expressions) {
        return IntStream.range(0, expressions.size())
                .mapToObj(i -> "      - record: panel:expression:number" + i + "\n        expr: '"
                        + RATE_INTERVAL.matcher(expressions.get(i)).replaceAll("5m") + "'\n")
                .collect(joining("", "groups:\n  - name: panels\n    rules:\n", ""));
    }

    private static Set<String> metrics(String expression) {
        return NAME.matcher(STRING.matcher(expression).replaceAll("\"\""))
                .results()
                .map(MatchResult::group)
                .collect(toCollection(TreeSet::new));
    }

    private static Set<String> exposed() throws IOException {
        Set<String> names = Exposed.samples();
        names.add(UP);
        return names;
    }

    /** Our own metrics; of a histogram the buckets stand for all. */
    private static Set<String> ours() throws IOException {
        Set<String> names = Exposed.samples();
        names.removeIf(name -> !name.startsWith("culvert_") || name.endsWith("_count") || name.endsWith("_sum"));
        return names;
    }

    private static List<String> all(String pattern, String text) {
        List<String> found = new ArrayList<>();
        Pattern.compile(pattern).matcher(text).results().forEach(result -> found.add(result.group(1)));
        return found;
    }

    private static void promtool(Object... arguments) throws IOException {
        PromTool.run(
                ProcessBuilder.Redirect.PIPE,
                List.of(arguments).stream().map(Object::toString).toArray(String[]::new));
    }
}
