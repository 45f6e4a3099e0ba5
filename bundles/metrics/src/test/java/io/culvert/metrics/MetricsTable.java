package io.culvert.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The gateway's own metrics as a table of Markdown. */
final class MetricsTable {

    private static final Pattern SAMPLE = Pattern.compile("(culvert_\\w+?)(?:_bucket|_count|_sum)?(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

    private MetricsTable() {}

    static String of(String exposed) {
        Map<String, String> help = new TreeMap<>();
        Map<String, String> types = new LinkedHashMap<>();
        Map<String, Set<String>> labels = new LinkedHashMap<>();
        exposed.lines().forEach(line -> {
            String[] words = line.split(" ", 4);
            if (line.startsWith("# HELP culvert_")) {
                help.put(words[2], words[3]);
            } else if (line.startsWith("# TYPE culvert_")) {
                types.put(words[2], words[3]);
            } else {
                SAMPLE.matcher(line).results().forEach(sample -> LABEL.matcher(
                                sample.group(2) == null ? "" : sample.group(2))
                        .results()
                        .map(label -> label.group(1))
                        .filter(label -> !label.equals("le"))
                        .forEach(label -> labels.computeIfAbsent(sample.group(1), name -> new TreeSet<>())
                                .add(label)));
            }
        });
        StringBuilder table = new StringBuilder("| metric | type | labels | |\n|---|---|---|---|\n");
        help.forEach((name, text) -> table.append("| `")
                .append(name)
                .append("` | ")
                .append(types.get(name))
                .append(" | ")
                .append(String.join(", ", labels.getOrDefault(name, Set.of())))
                .append(" | ")
                .append(text)
                .append(" |\n"));
        return table.toString();
    }
}
