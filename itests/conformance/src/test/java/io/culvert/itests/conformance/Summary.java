package io.culvert.itests.conformance;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A run for people. */
final class Summary {

    private static final Map<Integer, String> GROUPS = Map.of(
            1, "framing",
            2, "pings and pongs",
            3, "reserved bits",
            4, "opcodes",
            5, "fragmentation",
            6, "UTF-8",
            7, "closing",
            9, "limits and performance",
            10, "auto-fragmentation");

    private Summary() {}

    static String of(List<CaseResult> results) {
        Map<Integer, Map<String, Long>> groups = results.stream()
                .collect(Collectors.groupingBy(
                        CaseResult::group,
                        TreeMap::new,
                        Collectors.groupingBy(Summary::verdict, TreeMap::new, Collectors.counting())));
        StringBuilder summary = new StringBuilder("Autobahn test suite, RFC 6455: " + results.size() + " cases\n\n");
        groups.forEach((group, verdicts) ->
                summary.append("%3d  %-24s %s%n".formatted(group, GROUPS.getOrDefault(group, ""), verdicts)));
        summary.append("\nNot OK:\n");
        results.stream()
                .filter(result -> !verdict(result).equals("OK"))
                .forEach(result ->
                        summary.append("%-8s %-16s %s%n".formatted(result.id(), verdict(result), result.report())));
        return summary.toString();
    }

    /** One word where the case and its closing agree. */
    private static String verdict(CaseResult result) {
        return result.behavior().equals(result.behaviorClose())
                ? result.behavior()
                : result.behavior() + "/" + result.behaviorClose();
    }
}
