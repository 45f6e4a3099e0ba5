package io.culvert.itests.conformance;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Set;

/**
 * What Autobahn thinks of one case.
 *
 * @param id such as {@code 6.4.1}
 * @param behavior during the case
 * @param behaviorClose when the connection was closed
 * @param report file with the details
 */
record CaseResult(String id, String behavior, String behaviorClose, String report) {

    /** Informational: Autobahn reports what it saw where the RFC leaves a choice. */
    private static final Set<String> GOOD = Set.of("OK", "NON-STRICT", "INFORMATIONAL");

    static final Comparator<CaseResult> BY_ID = Comparator.comparing(CaseResult::numbers, Arrays::compare);

    boolean good() {
        return GOOD.contains(behavior) && GOOD.contains(behaviorClose);
    }

    /** The first number of the id. */
    int group() {
        return numbers()[0];
    }

    private int[] numbers() {
        return Arrays.stream(id.split("\\.")).mapToInt(Integer::parseInt).toArray();
    }
}
